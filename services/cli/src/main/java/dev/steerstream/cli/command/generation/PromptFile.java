package dev.steerstream.cli.command.generation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A file of prompts, one a line, blank ones left out; {@code -} is standard input. Some are on their way at a time, whatever the file's length, and their answers
 * come in the lines' order.
 */
final class PromptFile {
    /** As many as two decoders have slots. */
    private static final int AT_A_TIME = 16;

    private final Path file;

    PromptFile(Path file) {
        this.file = file;
    }

    /** Asks for one line's answer; called on several threads. */
    interface Asking<A> {
        A ask(String prompt) throws Exception;
    }

    /** Is given the answers in their order, or what was thrown instead. */
    interface Answering<A> {
        void answered(int line, String prompt, Callable<A> answer) throws Exception;
    }

    private record Asked<A>(int line, String prompt, Future<A> answer) {}

    <A> void each(Asking<A> asking, Answering<A> answering) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
            Deque<Asked<A>> asked = new ArrayDeque<>();
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) continue;
                String prompt = line;
                asked.add(new Asked<>(number, prompt, threads.submit(() -> asking.ask(prompt))));
                if (asked.size() >= AT_A_TIME) answer(asked.remove(), answering);
            }
            while (!asked.isEmpty()) answer(asked.remove(), answering);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <A> void answer(Asked<A> asked, Answering<A> answering) throws Exception {
        answering.answered(asked.line(), asked.prompt(), () -> {
            try {
                return asked.answer().get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Exception thrown) throw thrown;
                throw failed;
            }
        });
    }

    private InputStream open() throws IOException {
        return file.toString().equals("-") ? System.in : Files.newInputStream(file);
    }
}
