package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.chat.ChatEndpoint;
import dev.steerstream.gateway.openai.completions.CompletionEndpoint;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The endpoints whose requests may come as a batch, by their paths. */
@Singleton
public class BatchEndpoints {
    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    public BatchEndpoints(ChatEndpoint chat, CompletionEndpoint completions) {
        endpoints.put(chat.path(), chat);
        endpoints.put(completions.path(), completions);
    }

    boolean known(String path) {
        return endpoints.containsKey(path);
    }

    List<String> paths() {
        return List.copyOf(endpoints.keySet());
    }

    Endpoint of(String path) {
        return endpoints.get(path);
    }
}
