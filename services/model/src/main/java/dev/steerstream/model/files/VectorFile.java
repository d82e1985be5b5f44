package dev.steerstream.model.files;

import dev.steerstream.core.direction.StaticVector;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Reads a task's own vectors, {@code [vocab]} each, from the safetensors file that its calibration wrote. Stateless. */
public final class VectorFile {
    private static final String REMEDY = "Calibrate the task again, or promote an earlier profile version.";

    private VectorFile() {}

    /**
     * @param name of the static direction
     * @throws ModelFileException where the file has no such vector, or one for another vocabulary
     */
    public static StaticVector read(Path path, String name, int vocabularySize) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            if (!file.tensorNames().contains(name)) {
                throw new ModelFileException(
                        path, "the set of vectors", file.tensorNames(), name + " must be among them", REMEDY);
            }
            FloatBuffer values = file.read(name);
            if (values.remaining() != vocabularySize) {
                throw new ModelFileException(
                        path,
                        "the size of vector " + name,
                        values.remaining(),
                        "the model's vocabulary has " + vocabularySize + " tokens",
                        REMEDY);
            }
            float[] vector = new float[vocabularySize];
            values.get(vector);
            return StaticVector.of(name, vector);
        }
    }
}
