package dev.steerstream.model.files;

import static dev.steerstream.model.files.GgufHeader.CONVERTER;
import static dev.steerstream.model.files.ModelFileException.FETCH_AGAIN;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the typed values of a GGUF file's header one after another; every length is held against the bytes that are left. For one thread. */
final class GgufValues {
    private static final int MOST_ARRAY_ELEMENTS =
            1 << 22; // in all arrays together: bounds the memory of small strings
    private static final int LONGEST_STRING = 1 << 24;

    private final Path file;
    private final FileBytes bytes;
    private int arrayElements;

    /** @param bytes at the first value */
    GgufValues(Path file, FileBytes bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The value of a metadata entry: a Long, Double, Boolean, String, or a list or array of them, by the number of its type. */
    Object value(String key, int type) {
        return switch (type) {
            case 0, 1, 2, 3, 4, 5, 10, 11 -> whole(key, type);
            case 6 -> (double) bytes.require(4, key).getFloat();
            case 12 -> bytes.require(8, key).getDouble();
            case 7 -> flag(key);
            case 8 -> string(key, LONGEST_STRING);
            case 9 -> array(key);
            default ->
                throw new ModelFileException(file, "type of " + key, type, "a metadata type is 0 to 12", FETCH_AGAIN);
        };
    }

    private long whole(String key, int type) {
        return switch (type) {
            case 0 -> bytes.require(1, key).get() & 0xffL;
            case 1 -> bytes.require(1, key).get();
            case 2 -> bytes.require(2, key).getShort() & 0xffffL;
            case 3 -> bytes.require(2, key).getShort();
            case 4 -> uint32(key);
            case 5 -> bytes.require(4, key).getInt();
            case 10 -> {
                long value = int64(key);
                check(value >= 0, key, Long.toUnsignedString(value), "it must be below 2^63", FETCH_AGAIN);
                yield value;
            }
            case 11 -> int64(key);
            default -> throw new IllegalArgumentException("not an integer type: " + type);
        };
    }

    private boolean flag(String key) {
        byte value = bytes.require(1, key).get();
        check(value == 0 || value == 1, key, value, "a boolean is 0 or 1", FETCH_AGAIN);
        return value == 1;
    }

    private Object array(String key) {
        int type = (int) uint32("element type of " + key);
        int smallest = smallestElement(key, type);
        int count = (int) bounded(int64("length of " + key), "length of " + key, MOST_ARRAY_ELEMENTS, smallest);
        arrayElements += count;
        check(
                arrayElements <= MOST_ARRAY_ELEMENTS,
                "length of " + key,
                count,
                "all arrays together hold at most " + MOST_ARRAY_ELEMENTS + " elements",
                CONVERTER);
        switch (type) {
            case 6, 12 -> {
                double[] numbers = new double[count];
                for (int i = 0; i < count; i++) {
                    numbers[i] = (Double) value(key, type);
                }
                return numbers;
            }
            case 7 -> {
                boolean[] flags = new boolean[count];
                for (int i = 0; i < count; i++) {
                    flags[i] = flag(key);
                }
                return flags;
            }
            case 8 -> {
                List<String> strings = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    strings.add(string(key, LONGEST_STRING));
                }
                return List.copyOf(strings);
            }
            default -> {
                long[] numbers = new long[count];
                for (int i = 0; i < count; i++) {
                    numbers[i] = whole(key, type);
                }
                return numbers;
            }
        }
    }

    private int smallestElement(String key, int type) {
        return switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 8, 10, 11, 12 -> 8;
            default ->
                throw new ModelFileException(
                        file, "element type of " + key, type, "arrays hold numbers, booleans or strings", CONVERTER);
        };
    }

    String string(String thing, int longest) {
        int length = (int) bounded(int64("length of " + thing), "length of " + thing, longest, 1);
        if (length == 0) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.take(length, thing)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFileException(file, thing, "malformed", "text must be UTF-8", FETCH_AGAIN, e);
        }
    }

    long uint32(String thing) {
        return bytes.require(4, thing).getInt() & 0xffff_ffffL;
    }

    long int64(String thing) {
        return bytes.require(8, thing).getLong();
    }

    /** A count that is neither above the limit nor more than the bytes that are left can hold. */
    long bounded(long count, String thing, long most, int smallestBytes) {
        check(
                count >= 0 && count <= most && count * smallestBytes <= bytes.remaining(),
                thing,
                Long.toUnsignedString(count),
                "at most " + most + " are allowed and " + bytes.remaining() + " bytes are left",
                FETCH_AGAIN);
        return count;
    }

    private void check(boolean holds, String thing, Object value, String rule, String remedy) {
        if (!holds) {
            throw new ModelFileException(file, thing, value, rule, remedy);
        }
    }
}
