package dev.steerstream.model.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.training.method.Slot;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run after a step, as bytes: the eight bytes {@code SSTRAIN2}, the length of the facts (4 bytes, big-endian), the facts
 * as a JSON object of strings, and a safetensors file with {@code trained.*}, {@code first.*} and {@code second.*} under
 * the names of the method's slots. The facts hold the step, and everything that the rest of the run depends on: method, configuration, base, rows
 * and thread count. Random numbers are functions of seed and step, so no generator's state is needed.
 */
record Checkpoint(int step, Map<String, String> facts, TrainingState state) {
    private static final byte[] MAGIC = "SSTRAIN2".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_FACTS = 1 << 16;
    private static final String STEP = "step";
    private static final JsonMapper MAPPER = new JsonMapper();

    byte[] toBytes(List<Slot> slots) {
        Map<String, String> written = new TreeMap<>(facts);
        written.put(STEP, Integer.toString(step));
        SortedMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            tensors.put("trained." + slot.name(), tensor(slot, state.trained().get(i)));
            tensors.put(
                    "first." + slot.name(), tensor(slot, state.firstMoments().get(i)));
            tensors.put(
                    "second." + slot.name(), tensor(slot, state.secondMoments().get(i)));
        }
        byte[] text;
        try {
            text = MAPPER.writeValueAsBytes(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of strings could not be written as JSON.", e);
        }
        byte[] file = SafetensorsWriter.toBytes(tensors);
        return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + text.length + file.length)
                .put(MAGIC)
                .putInt(text.length)
                .put(text)
                .put(file)
                .array();
    }

    private static SafetensorsWriter.Tensor tensor(Slot slot, float[] values) {
        return new SafetensorsWriter.Tensor(slot.shape(), FloatBuffer.wrap(values));
    }

    /**
     * Reads a checkpoint of a run with these facts.
     *
     * @throws CheckpointException when it is damaged, or a fact differs: the message names the first
     */
    static Checkpoint read(byte[] bytes, Map<String, String> expected, List<Slot> slots) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < MAGIC.length + Integer.BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CheckpointException(
                    "The checkpoint does not begin with SSTRAIN2: it is not one, of an earlier version, or damaged.");
        }
        int length = buffer.position(MAGIC.length).getInt();
        if (length < 2 || length > Math.min(LONGEST_FACTS, buffer.remaining())) {
            throw new CheckpointException("The checkpoint's facts are said to be " + length
                    + " bytes long, which is not in it: it is damaged.");
        }
        byte[] text = new byte[length];
        buffer.get(text);
        int step = check(facts(text), expected);
        byte[] file = new byte[buffer.remaining()];
        buffer.get(file);
        return new Checkpoint(step, expected, state(file, slots));
    }

    private static Map<String, String> facts(byte[] text) {
        try {
            return MAPPER.readValue(text, new TypeReference<TreeMap<String, String>>() {});
        } catch (java.io.IOException e) {
            throw new CheckpointException("The checkpoint's facts are not a JSON object of strings: it is damaged.", e);
        }
    }

    private static int check(Map<String, String> facts, Map<String, String> expected) {
        String step = facts.remove(STEP);
        for (String name : expected.keySet()) { // in their order: the method comes first
            String value = facts.remove(name);
            if (!expected.get(name).equals(value)) {
                throw new CheckpointException("The checkpoint was made with " + name + " " + value
                        + ", but this run has " + expected.get(name) + ": resume it with what it was started with.");
            }
        }
        if (!facts.isEmpty()) {
            throw new CheckpointException("The checkpoint depends on " + facts.keySet()
                    + ", which this version does not know: resume it with the version that made it.");
        }
        try {
            int number = Integer.parseInt(step);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new CheckpointException("The checkpoint's step is " + step + ": it is damaged.", e);
        }
        throw new CheckpointException("The checkpoint's step is " + step + ": it is damaged.");
    }

    private static TrainingState state(byte[] bytes, List<Slot> slots) {
        try (SafetensorsFile file = SafetensorsFile.of(bytes, "checkpoint")) {
            if (file.tensorNames().size() != 3 * slots.size()) {
                throw new CheckpointException("The checkpoint has "
                        + file.tensorNames().size() + " tensors, but this run has " + 3 * slots.size()
                        + ": it is damaged.");
            }
            return new TrainingState(
                    tensors(file, "trained.", slots), tensors(file, "first.", slots), tensors(file, "second.", slots));
        } catch (ModelFileException e) {
            throw new CheckpointException("The checkpoint's tensors cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<float[]> tensors(SafetensorsFile file, String prefix, List<Slot> slots) {
        List<float[]> tensors = new ArrayList<>();
        for (Slot slot : slots) {
            String name = prefix + slot.name();
            if (!file.tensorNames().contains(name) || !Arrays.equals(file.shape(name), slot.shape())) {
                throw new CheckpointException(
                        "The checkpoint's tensor " + name + " is missing or has another shape: it is damaged.");
            }
            float[] values = new float[slot.size()];
            file.read(name).get(values);
            tensors.add(values);
        }
        return tensors;
    }
}
