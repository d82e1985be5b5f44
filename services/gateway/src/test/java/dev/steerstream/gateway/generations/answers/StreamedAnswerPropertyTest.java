package dev.steerstream.gateway.generations.answers;

import static dev.steerstream.gateway.generations.answers.StreamedAnswerTest.chunk;
import static dev.steerstream.gateway.generations.answers.StreamedAnswerTest.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.TokenChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StreamedAnswerPropertyTest {
    /** Whatever is lost, repeated and cut otherwise, the parts put together are the answer and its tokens. */
    @Property(tries = 500)
    void thePartsPutTogetherAreTheAnswer(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder whole = new StringBuilder();
        List<String> tokens = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            tokens.add("abcdefgh".substring(0, 1 + random.nextInt(4)));
            whole.append(tokens.get(tokens.size() - 1));
        }
        StreamedAnswer answer = new StreamedAnswer();
        List<TokenChunk> sent = new ArrayList<>();
        for (int attempt = 1; attempt <= 3; attempt++) {
            for (TokenChunk chunk : cut(tokens, attempt, random)) {
                if (random.nextInt(10) == 0) continue;
                Optional<TokenChunk> fresh = answer.take(chunk);
                fresh.ifPresent(sent::add);
                if (random.nextInt(10) == 0) answer.take(chunk).ifPresent(sent::add);
            }
        }
        sent.addAll(answer.rest(result(whole.toString(), tokens.size())));
        StringBuilder text = new StringBuilder();
        int counted = 0;
        for (TokenChunk chunk : sent) {
            assertThat(chunk.index()).isEqualTo(counted);
            counted += chunk.tokens();
            text.append(chunk.text());
        }
        assertThat(text.toString()).isEqualTo(whole.toString());
        assertThat(counted).isEqualTo(tokens.size());
    }

    private static List<TokenChunk> cut(List<String> tokens, int attempt, Random random) {
        List<TokenChunk> chunks = new ArrayList<>();
        for (int from = 0; from < tokens.size(); ) {
            int to = Math.min(tokens.size(), from + 1 + random.nextInt(3));
            chunks.add(chunk(attempt, from, String.join("", tokens.subList(from, to)), to - from, null));
            from = to;
        }
        return chunks;
    }
}
