package dev.steerstream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1 that a directory keeps across restarts, as long as they are free. */
public final class LoopbackPorts {
    /** Below the range from which Linux draws the ports of outgoing connections: those would take a kept port away. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private LoopbackPorts() {}

    /**
     * Returns the port stored in {@code file} where it is free, else a new free one, and stores it.
     *
     * @throws LocalPartException where no port in the range is free
     */
    public static int kept(Path file) throws IOException {
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            if (text.matches("[0-9]{4,5}") && isFree(Integer.parseInt(text))) return Integer.parseInt(text);
        }
        int port = free();
        Files.writeString(file, port + "\n");
        return port;
    }

    /** A port on 127.0.0.1 that nothing listens on now. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) return port;
        }
        throw new LocalPartException("no free port on 127.0.0.1 between " + LOWEST + " and " + HIGHEST + " after "
                + ATTEMPTS + " attempts: end what listens there");
    }

    public static boolean isFree(int port) {
        if (port < 1024 || port > 65_535) return false;
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of the last owner may linger in TIME_WAIT; its own server sets the same option.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
