package dev.steerstream.model.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds small GGUF files, byte by byte from the format's description. */
public final class GgufBuilder {
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<String> names = new ArrayList<>();
    private int valueCount;

    public GgufBuilder string(String key, String value) {
        key(key, 8);
        text(values, value);
        return this;
    }

    public GgufBuilder uint32(String key, int value) {
        key(key, 4);
        values.writeBytes(little(4).putInt(value).array());
        return this;
    }

    public GgufBuilder float32(String key, float value) {
        key(key, 6);
        values.writeBytes(little(4).putFloat(value).array());
        return this;
    }

    public GgufBuilder strings(String key, List<String> list) {
        key(key, 9);
        values.writeBytes(little(12).putInt(8).putLong(list.size()).array());
        list.forEach(value -> text(values, value));
        return this;
    }

    /** @param shape innermost first, as the file has it */
    public GgufBuilder tensor(String name, int type, byte[] bytes, long... shape) {
        names.add(name);
        text(tensors, name);
        tensors.writeBytes(little(4).putInt(shape.length).array());
        for (long dimension : shape) {
            tensors.writeBytes(little(8).putLong(dimension).array());
        }
        tensors.writeBytes(little(12).putInt(type).putLong(data.size()).array());
        data.writeBytes(bytes);
        while (data.size() % 32 != 0) {
            data.write(0);
        }
        return this;
    }

    public byte[] build() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(
                little(20).putInt(3).putLong(names.size()).putLong(valueCount).array());
        file.writeBytes(values.toByteArray());
        file.writeBytes(tensors.toByteArray());
        while (file.size() % 32 != 0) {
            file.write(0);
        }
        file.writeBytes(data.toByteArray());
        return file.toByteArray();
    }

    /** A whole llama of one layer: vocabulary 8, hidden 32, inner 64, 4 heads, 2 key heads of 8; norms F32, matrices Q4_1. */
    public static GgufBuilder tinyLlama() {
        Random random = new Random(3);
        GgufBuilder file = new GgufBuilder()
                .string("general.architecture", "llama")
                .uint32("llama.block_count", 1)
                .uint32("llama.context_length", 64)
                .uint32("llama.embedding_length", 32)
                .uint32("llama.feed_forward_length", 64)
                .uint32("llama.attention.head_count", 4)
                .uint32("llama.attention.head_count_kv", 2)
                .float32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .float32("llama.rope.freq_base", 10_000)
                .strings("tokenizer.ggml.tokens", List.of("a", "b", "\u0120c"));
        file.tensor("output_norm.weight", 0, bytes(random, 128), 32);
        file.tensor("token_embd.weight", 8, bytes(random, 8 * 34), 32, 8);
        file.tensor("blk.0.attn_norm.weight", 0, bytes(random, 128), 32);
        file.tensor("blk.0.ffn_norm.weight", 0, bytes(random, 128), 32);
        file.tensor("blk.0.attn_q.weight", 3, bytes(random, 32 * 20), 32, 32);
        file.tensor("blk.0.attn_k.weight", 3, bytes(random, 16 * 20), 32, 16);
        file.tensor("blk.0.attn_v.weight", 3, bytes(random, 16 * 20), 32, 16);
        file.tensor("blk.0.attn_output.weight", 2, bytes(random, 32 * 18), 32, 32);
        file.tensor("blk.0.ffn_gate.weight", 1, bytes(random, 64 * 64), 32, 64);
        file.tensor("blk.0.ffn_up.weight", 30, bytes(random, 64 * 64), 32, 64);
        file.tensor("blk.0.ffn_down.weight", 3, bytes(random, 32 * 40), 64, 32);
        return file;
    }

    public static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void key(String key, int type) {
        valueCount++;
        text(values, key);
        values.writeBytes(little(4).putInt(type).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(little(8).putLong(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
