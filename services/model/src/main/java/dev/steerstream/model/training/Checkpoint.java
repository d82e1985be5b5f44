package dev.steerstream.model.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.model.engine.UnsupportedOptionException;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.training.evaluation.RunRecord;
import dev.steerstream.model.training.method.Slot;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run after a step, as bytes: the eight bytes {@code SSTRAIN2}, the length of the facts (4 bytes, big-endian), the facts
 * as a JSON object of strings, and a safetensors file with {@code trained.*}, {@code first.*} and {@code second.*} under
 * the names of the method's slots. The facts hold the step, and everything that the rest of the run depends on: method, configuration, base, rows
 * and thread count; and the run's record of itself. Where its best adapter is not the last one, {@code best.*} holds it. Random numbers are functions of seed and step, so no generator's state is needed.
 */
record Checkpoint(
        int step, Map<String, String> facts, TrainingState state, RunRecord record, Optional<List<float[]>> best) {
    private static final byte[] MAGIC = "SSTRAIN2".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_FACTS = 1 << 20;
    private static final String STEP = "step";
    private static final String RECORD = "record";
    private static final JsonMapper MAPPER = new JsonMapper();

    byte[] toBytes(List<Slot> slots) {
        Map<String, String> written = new TreeMap<>(facts);
        written.put(STEP, Integer.toString(step));
        written.put(RECORD, json(record));
        SortedMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            tensors.put("trained." + slot.name(), tensor(slot, state.trained().get(i)));
            tensors.put(
                    "first." + slot.name(), tensor(slot, state.firstMoments().get(i)));
            tensors.put(
                    "second." + slot.name(), tensor(slot, state.secondMoments().get(i)));
            if (best.isPresent()) {
                tensors.put("best." + slot.name(), tensor(slot, best.get().get(i)));
            }
        }
        byte[] text = json(written).getBytes(StandardCharsets.UTF_8);
        byte[] file = SafetensorsWriter.toBytes(tensors);
        return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + text.length + file.length)
                .put(MAGIC)
                .putInt(text.length)
                .put(text)
                .put(file)
                .array();
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What a checkpoint says of its run could not be written as JSON.", e);
        }
    }

    private static SafetensorsWriter.Tensor tensor(Slot slot, float[] values) {
        return new SafetensorsWriter.Tensor(slot.shape(), FloatBuffer.wrap(values));
    }

    /**
     * Reads a checkpoint of a run with these facts.
     *
     * @param changed facts that may differ
     * @throws CheckpointException when it is damaged, or a fact differs: the message names the first
     */
    static Checkpoint read(byte[] bytes, Map<String, String> expected, Set<String> changed, List<Slot> slots) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Map<String, String> facts = facts(buffer);
        RunRecord record = record(facts.remove(RECORD));
        int step = check(facts, expected, changed);
        byte[] bytesOfTensors = new byte[buffer.remaining()];
        buffer.get(bytesOfTensors);
        try (SafetensorsFile file = SafetensorsFile.of(bytesOfTensors, "checkpoint")) {
            boolean best = file.tensorNames().stream().anyMatch(name -> name.startsWith("best."));
            return new Checkpoint(
                    step,
                    expected,
                    state(file, slots, best ? 4 : 3),
                    record,
                    best ? Optional.of(tensors(file, "best.", slots)) : Optional.empty());
        } catch (ModelFileException e) {
            throw new CheckpointException("The checkpoint's tensors cannot be read: " + e.getMessage(), e);
        }
    }

    /** The type of the run that made a checkpoint. */
    static TrainingType type(byte[] bytes) {
        String type = facts(ByteBuffer.wrap(bytes)).get("type");
        if (type == null) {
            throw new CheckpointException(
                    "The checkpoint has no training type: it is of an earlier version. Begin the run anew.");
        }
        try {
            return TrainingType.named(type);
        } catch (UnsupportedOptionException e) {
            throw new CheckpointException("The checkpoint's training type is " + type + ": it is damaged.", e);
        }
    }

    /** Reads the facts; the tensors are what is left. */
    private static Map<String, String> facts(ByteBuffer buffer) {
        byte[] bytes = buffer.array();
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
        return facts(text);
    }

    private static Map<String, String> facts(byte[] text) {
        try {
            return MAPPER.readValue(text, new TypeReference<TreeMap<String, String>>() {});
        } catch (java.io.IOException e) {
            throw new CheckpointException("The checkpoint's facts are not a JSON object of strings: it is damaged.", e);
        }
    }

    private static RunRecord record(String text) {
        if (text == null) {
            throw new CheckpointException("The checkpoint has no record of its run: it is damaged.");
        }
        try {
            return MAPPER.readValue(text, RunRecord.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException("The checkpoint's record of its run cannot be read: it is damaged.", e);
        }
    }

    private static int check(Map<String, String> facts, Map<String, String> expected, Set<String> changed) {
        String step = facts.remove(STEP);
        for (String name : expected.keySet()) { // in their order: the method comes first
            String value = facts.remove(name);
            if (!changed.contains(name) && !expected.get(name).equals(value)) {
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

    private static TrainingState state(SafetensorsFile file, List<Slot> slots, int perSlot) {
        if (file.tensorNames().size() != perSlot * slots.size()) {
            throw new CheckpointException("The checkpoint has "
                    + file.tensorNames().size() + " tensors, but this run has " + perSlot * slots.size()
                    + ": it is damaged.");
        }
        return new TrainingState(
                tensors(file, "trained.", slots), tensors(file, "first.", slots), tensors(file, "second.", slots));
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
