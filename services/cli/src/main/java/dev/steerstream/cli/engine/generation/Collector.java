package dev.steerstream.cli.engine.generation;

import dev.steerstream.core.decoding.generation.BeamAnswer;
import dev.steerstream.core.decoding.generation.BeamListener;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Gathers the answers to one prompt. One thread. */
final class Collector {
    private final Consumer<String> text;
    private final SortedMap<Integer, GenerationOutcome> outcomes = new TreeMap<>();
    private Throwable failure;

    Collector(Consumer<String> text) {
        this.text = text;
    }

    List<GenerationOutcome> outcomes() {
        if (failure instanceof RuntimeException unchecked) throw unchecked;
        if (failure != null) throw new IllegalStateException(failure);
        return List.copyOf(outcomes.values());
    }

    GenerationListener answer(int choice) {
        return new GenerationListener() {
            @Override
            public void onToken(GeneratedToken token) {
                if (!token.text().isEmpty()) text.accept(token.text());
            }

            @Override
            public void onFinished(GenerationOutcome outcome) {
                outcomes.put(choice, outcome);
            }

            @Override
            public void onFailed(Throwable thrown) {
                failure = thrown;
            }
        };
    }

    BeamListener beams() {
        return new BeamListener() {
            @Override
            public void onFinished(List<BeamAnswer> answers) {
                for (BeamAnswer answer : answers) outcomes.put(outcomes.size(), answer.outcome());
            }

            @Override
            public void onFailed(Throwable thrown) {
                failure = thrown;
            }
        };
    }
}
