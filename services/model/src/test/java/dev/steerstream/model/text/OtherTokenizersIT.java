package dev.steerstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.model.TestModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tokenizers in the GGUF files of Qwen2.5 and Gemma 3 against Hugging Face's.
 *
 * <p>qwen2-tokens.json and gemma3-tokens.json: strings of ours with the ids of tokenizers 0.23.3 for what transformers 5.23.0
 * reads from the same file, for Qwen with the NFC normalizer that its published tokenizer.json has (transformers' reading of GGUF
 * leaves it out). {@code plain} with {@code encode_special_tokens}. qwen2-chats.json: {@code apply_chat_template(tokenize=False)}.
 */
@Tag("soak")
class OtherTokenizersIT {
    private static List<JsonNode> resource(String name) throws IOException {
        try (InputStream in = OtherTokenizersIT.class.getResourceAsStream(name)) {
            return nodes(new JsonMapper().readTree(in)).toList();
        }
    }

    private static Stream<JsonNode> nodes(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static int[] ids(JsonNode array) {
        return nodes(array).mapToInt(JsonNode::intValue).toArray();
    }

    private static Path model(String name) {
        return TestModel.fetched(name.equals("qwen2") ? TestModel.QWEN : TestModel.GEMMA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "gemma3"})
    void idsAndTextEqualHuggingFaces(String name) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(model(name))) {
            for (JsonNode golden : resource(name + "-tokens.json")) {
                String text = golden.get("text").textValue();
                int[] expected = ids(golden.get("ids"));
                String decoded = golden.has("decoded") ? golden.get("decoded").textValue() : text;

                assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(expected);
                assertThat(tokenizer.encode(text, false))
                        .as(text)
                        .isEqualTo(golden.has("plain") ? ids(golden.get("plain")) : expected);
                assertThat(tokenizer.decode(expected, false)).as(text).isEqualTo(decoded);
            }
        }
    }

    @Test
    void theirEndsAndPrefixesAreTheFilesOwn() {
        try (Tokenizer qwen = Tokenizer.open(model("qwen2"));
                Tokenizer gemma = Tokenizer.open(model("gemma3"))) {
            assertThat(qwen.endOfTextIds()).containsExactly(151645, 151643);
            assertThat(qwen.prefixIds()).isEmpty();
            assertThat(qwen.vocabularySize()).isEqualTo(151665); // the model has 271 rows more
            assertThat(gemma.endOfTextIds()).containsExactly(1, 106);
            assertThat(gemma.prefixIds()).containsExactly(2);
            assertThat(gemma.vocabularySize()).isEqualTo(262144);
            assertThat(gemma.tokenBytes(238 + 0x41)).containsExactly(0x41);
        }
    }

    @Test
    void chatTextEqualsTransformers() throws IOException {
        ChatTemplate template = ChatTemplate.open(model("qwen2")).orElseThrow();
        for (JsonNode golden : resource("qwen2-chats.json")) {
            List<ChatMessage> messages = nodes(golden.get("messages"))
                    .map(message -> new ChatMessage(
                            message.get("role").textValue(),
                            message.get("content").textValue()))
                    .toList();

            String rendered = template.render(messages, golden.get("generation").booleanValue());

            assertThat(rendered).isEqualTo(golden.get("text").textValue());
        }
        assertThat(ChatTemplate.open(model("gemma3"))).isEmpty();
    }
}
