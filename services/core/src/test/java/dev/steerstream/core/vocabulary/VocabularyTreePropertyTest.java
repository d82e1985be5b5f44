package dev.steerstream.core.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class VocabularyTreePropertyTest {
    /** The walker reads what begins as the given text, or what the text begins as. */
    @Property
    void theWalkFindsExactlyTheTokensThatCanBeReadOneByOne(
            @ForAll @Size(max = 60) List<@StringLength(max = 5) @CharRange(from = 'a', to = 'c') String> texts,
            @ForAll @StringLength(max = 6) @CharRange(from = 'a', to = 'c') String read) {
        byte[][] tokens = texts.stream()
                .map(text -> text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        VocabularyTree tree = new VocabularyTree(tokens);
        TokenMask mask = tree.readable((depth, value) -> depth <= read.length() && read.charAt(depth - 1) == value)
                .build();
        int expected = 0;
        for (int id = 0; id < tokens.length; id++) {
            boolean readable = !texts.get(id).isEmpty() && read.startsWith(texts.get(id));
            expected += readable ? 1 : 0;
            assertThat(mask.contains(id)).as(texts.get(id)).isEqualTo(readable);
        }
        assertThat(mask.size()).isEqualTo(expected);
        assertThat(mask.contains(tokens.length + 64)).isFalse();
        for (char c = 'a'; c <= 'c'; c++) {
            assertThat(tree.hasSingleByte(c)).isEqualTo(texts.contains(String.valueOf(c)));
        }
    }
}
