package dev.steerstream.e2e.launched;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.e2e.Gateway;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A base model of 130,000 random weights in transformers' files, of LLaMA's architecture, whose tokens are the bytes. As models have that were
 * never tuned for conversations, it has no chat template.
 */
final class RandomModel {
    private static final int BYTES = 256;
    private static final int VOCABULARY = BYTES + 2;
    private static final int HIDDEN = 64;
    private static final int INNER = 128;
    private static final int LAYERS = 3;
    private static final int HEADS = 4;
    private static final long SEED = 11;

    private static Path folder;

    private RandomModel() {}

    /** Written at the first call, the same every time. */
    static synchronized Path folder() {
        if (folder == null) {
            Path written = Path.of("target", "random-model").toAbsolutePath();
            try {
                Files.createDirectories(written);
                Files.writeString(
                        written.resolve("config.json"), configuration().toPrettyString());
                Files.writeString(written.resolve("tokenizer.json"), tokenizer().toString());
                writeWeights(written.resolve("model.safetensors"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            folder = written;
        }
        return folder;
    }

    private static ObjectNode configuration() {
        return Gateway.JSON
                .createObjectNode()
                .put("model_type", "llama")
                .put("vocab_size", VOCABULARY)
                .put("hidden_size", HIDDEN)
                .put("intermediate_size", INNER)
                .put("num_hidden_layers", LAYERS)
                .put("num_attention_heads", HEADS)
                .put("num_key_value_heads", HEADS / 2)
                .put("max_position_embeddings", 1024)
                .put("rms_norm_eps", 1e-5)
                .put("rope_theta", 10_000)
                .put("tie_word_embeddings", true)
                .put("bos_token_id", BYTES)
                .put("eos_token_id", BYTES + 1);
    }

    /** Byte-level BPE without merges; a text begins with its own token. */
    private static ObjectNode tokenizer() {
        ObjectNode json = Gateway.JSON.createObjectNode().put("version", "1.0");
        var added = json.putArray("added_tokens");
        for (String special : new String[] {"<begin>", "<end>"}) {
            added.addObject()
                    .put("id", BYTES + added.size() - 1)
                    .put("content", special)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        json.putNull("normalizer");
        json.set("pre_tokenizer", byteLevel());
        ObjectNode begin = json.putObject("post_processor").put("type", "TemplateProcessing");
        begin.putArray("single").add(piece("SpecialToken", "<begin>")).add(piece("Sequence", "A"));
        begin.putArray("pair").add(piece("Sequence", "A")).add(piece("Sequence", "B"));
        ObjectNode token =
                begin.putObject("special_tokens").putObject("<begin>").put("id", "<begin>");
        token.putArray("ids").add(BYTES);
        token.putArray("tokens").add("<begin>");
        json.set("decoder", byteLevel());
        ObjectNode model = json.putObject("model").put("type", "BPE").put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int value = 0; value < BYTES; value++) vocabulary.put(letter(value), value);
        model.putArray("merges");
        return json;
    }

    private static ObjectNode byteLevel() {
        return Gateway.JSON
                .createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    private static ObjectNode piece(String kind, String id) {
        ObjectNode piece = Gateway.JSON.createObjectNode();
        piece.putObject(kind).put("id", id).put("type_id", 0);
        return piece;
    }

    /** GPT-2's spelling of a byte: itself where it prints, else the next free character from U+0100 on. */
    private static String letter(int value) {
        if (prints(value)) return String.valueOf((char) value);
        int moved = 0;
        for (int before = 0; before < value; before++) if (!prints(before)) moved++;
        return String.valueOf((char) (BYTES + moved));
    }

    private static boolean prints(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xff && value != 0xad);
    }

    private static void writeWeights(Path file) throws IOException {
        Map<String, int[]> shapes = new TreeMap<>();
        shapes.put("model.embed_tokens.weight", new int[] {VOCABULARY, HIDDEN});
        shapes.put("model.norm.weight", new int[] {HIDDEN});
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "model.layers." + layer + ".";
            shapes.put(block + "input_layernorm.weight", new int[] {HIDDEN});
            shapes.put(block + "post_attention_layernorm.weight", new int[] {HIDDEN});
            shapes.put(block + "self_attn.q_proj.weight", new int[] {HIDDEN, HIDDEN});
            shapes.put(block + "self_attn.k_proj.weight", new int[] {HIDDEN / 2, HIDDEN});
            shapes.put(block + "self_attn.v_proj.weight", new int[] {HIDDEN / 2, HIDDEN});
            shapes.put(block + "self_attn.o_proj.weight", new int[] {HIDDEN, HIDDEN});
            shapes.put(block + "mlp.gate_proj.weight", new int[] {INNER, HIDDEN});
            shapes.put(block + "mlp.up_proj.weight", new int[] {INNER, HIDDEN});
            shapes.put(block + "mlp.down_proj.weight", new int[] {HIDDEN, INNER});
        }
        ObjectNode header = Gateway.JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
            var shape = entry.putArray("shape");
            for (int dimension : tensor.getValue()) shape.add(dimension);
            long end = offset + 4L * numbers(tensor.getValue());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(SEED);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(little(Long.BYTES).putLong(text.length).array());
            out.write(text);
            for (int[] shape : shapes.values()) out.write(values(shape, random));
        }
    }

    /** Matrices of deviation 0.15, norms about 1. */
    private static byte[] values(int[] shape, Random random) {
        ByteBuffer bytes = little(4 * numbers(shape));
        while (bytes.hasRemaining()) {
            double value = shape.length == 1 ? 1 + 0.1 * random.nextGaussian() : 0.15 * random.nextGaussian();
            bytes.putFloat((float) value);
        }
        return bytes.array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int numbers(int[] shape) {
        int count = 1;
        for (int dimension : shape) count *= dimension;
        return count;
    }
}
