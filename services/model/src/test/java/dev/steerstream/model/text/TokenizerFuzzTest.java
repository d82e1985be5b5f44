package dev.steerstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.Mutations;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.files.ModelFileException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged tokenizer.json files are read as other tokenizers or refused with the typed error, and leave no memory behind. */
class TokenizerFuzzTest {
    private static final long MOST_GROWTH = 200 << 20;

    /** Both kinds, small: with a split by an expression, added tokens and a prefix; with byte fallback. */
    private static final String BYTE_LEVEL = """
            {"version":"1.0","truncation":null,"padding":null,
            "added_tokens":[{"id":9,"content":"<|end|>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,
            "special":true}],"normalizer":{"type":"NFC"},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\\\p{L}+|\\\\p{N}|\\\\s+"},
            "behavior":"Isolated","invert":false},
            {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|end|>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
            "special_tokens":{"<|end|>":{"id":"<|end|>","ids":[9],"tokens":["<|end|>"]}}},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
            "model":{"type":"BPE","dropout":null,"unk_token":null,"fuse_unk":false,"byte_fallback":false,
            "vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4,"\u0120":5,"\u0120a":6,"1":7,"\u010a":8},
            "merges":["a b","ab c","\u0120 a"]}}
            """;

    private static final String SENTENCE_PIECE = """
            {"version":"1.0","truncation":null,"padding":null,
            "added_tokens":[{"id":0,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,
            "special":true}],"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"\u2581"},
            "pre_tokenizer":{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false},
            "post_processor":null,
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u2581"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"}]},
            "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,
            "vocab":{"<unk>":0,"<0x31>":1,"a":2,"b":3,"ab":4,"\u2581":5,"\u2581ab":6},
            "merges":[["a","b"],["\u2581","ab"]]}}
            """;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mutatedTokenizers(boolean byteLevel) {
        byte[] whole = (byteLevel ? BYTE_LEVEL : SENTENCE_PIECE).getBytes(StandardCharsets.UTF_8);
        Mutations mutations = new Mutations(whole, whole.length, byteLevel ? 23 : 29);
        assertThat(read(whole)).isTrue();
        int refused = 0;
        long settled = 0;
        for (int i = 0; i < Mutations.INPUTS; i++) {
            if (!read(mutations.next())) {
                refused++;
            }
            if (i == Mutations.INPUTS / 10) {
                settled = ResidentMemory.now();
            }
        }
        assertThat(refused).isBetween(Mutations.INPUTS / 4, Mutations.INPUTS - 1);
        assertThat(ResidentMemory.now() - settled).isLessThan(MOST_GROWTH);
    }

    /** @return whether it was not refused */
    private static boolean read(byte[] bytes) {
        try (Tokenizer tokenizer = Tokenizer.of(bytes, "tokenizer.json")) {
            int[] ids = tokenizer.encode("abc ab 1\na\u00e9 <|end|>", true);
            for (int id : ids) {
                if (tokenizer.isToken(id)) {
                    tokenizer.tokenBytes(id);
                }
            }
            tokenizer.digest();
            return true;
        } catch (ModelFileException typed) {
            assertThat(typed.getMessage()).contains("tokenizer").hasSizeLessThan(2000);
            return false;
        }
    }
}
