package dev.steerstream.cli.platform;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Stands where a service's application would: a process that answers the readiness check on the port it was given. */
public final class TinyService {
    private TinyService() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getByName(System.getenv("QUARKUS_HTTP_HOST")), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("database " + System.getenv("QUARKUS_DATASOURCE_JDBC_URL"));
        Thread.currentThread().join();
    }
}
