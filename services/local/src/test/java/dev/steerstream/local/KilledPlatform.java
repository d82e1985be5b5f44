package dev.steerstream.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A child JVM that runs one part and prints where it listens, to be killed with SIGKILL. */
final class KilledPlatform {
    private KilledPlatform() {}

    /** The child: {@code kafka|postgres DIRECTORY}; writes one value, says where it listens, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        if (arguments[0].equals("kafka")) {
            EmbeddedKafka kafka = EmbeddedKafka.start(directory);
            var log = new KafkaLog(kafka.bootstrap(), "kept");
            log.create();
            log.write("before the kill");
            System.out.println("AT " + kafka.bootstrap());
        } else {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
            Database database = postgres.database("kept");
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept (value text)");
                statement.execute("INSERT INTO kept VALUES ('before the kill')");
            }
            System.out.println("AT " + database.jdbcUrl());
        }
        Thread.currentThread().join();
    }

    /** Runs the child until it listens, kills it, and returns where it listened. */
    static String runAndKill(String part, Path directory) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPlatform.class.getName(),
                        part,
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        var output = new StringBuilder();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("AT ")) {
                    child.destroyForcibly().waitFor();
                    return line.substring(3);
                }
            }
        }
        throw new IOException("the child ended with " + child.waitFor() + ":\n" + output);
    }
}
