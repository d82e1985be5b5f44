package dev.steerstream.model.files;

import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a model, whatever it is stored in. */
public final class Models {
    private Models() {}

    /**
     * Opens the weights of a GGUF file, or of a directory in transformers' layout (config.json with safetensors).
     *
     * @throws ModelFileException when it is neither, is damaged, or describes a network that is not supported
     */
    public static Weights open(Path fileOrDirectory) {
        if (Files.isDirectory(fileOrDirectory)) {
            return new DirectoryWeights(fileOrDirectory);
        }
        GgufFile file = GgufFile.open(fileOrDirectory);
        try {
            return of(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The weights of an opened GGUF file, which closes with them.
     *
     * @throws ModelFileException when it describes a network that is not supported
     */
    public static Weights of(GgufFile file) {
        return new GgufWeights(file);
    }
}
