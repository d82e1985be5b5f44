package dev.steerstream.evaluation.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.evaluation.rows.Judgement.OneRight;
import dev.steerstream.evaluation.rows.Judgement.Truthful;
import dev.steerstream.model.files.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
    @TempDir
    Path folder;

    private RowFile read(String content) throws IOException {
        Path file = folder.resolve("rows.json");
        Files.writeString(file, content);
        return RowFile.read(file, OptionalInt.empty(), 0);
    }

    private EvaluationRow only(String content) throws IOException {
        List<EvaluationRow> rows = read(content).rows();
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @Test
    void choicesOfTheCommonsenseFormAreReadFromTheAnswerFormat() throws IOException {
        EvaluationRow row = only(
                "[{\"instruction\": \"Which?\\n\\nEnding1: a Ending2: b Ending3: c\\n\\nAnswer format: ending1/ending2/ending3\","
                        + " \"input\": \"\", \"output\": \"the correct answer is ending2\", \"answer\": \"ending2\"}]");
        assertThat(row.completion()).isEqualTo("the correct answer is ending2");
        assertThat(row.choices())
                .containsExactly(
                        "the correct answer is ending1",
                        "the correct answer is ending2",
                        "the correct answer is ending3");
        assertThat(row.judgement()).isEqualTo(new OneRight(1, List.of("ending1", "ending2", "ending3")));
    }

    @Test
    void withoutAnAnswerFormatTheChoicesAreReadFromTheAnswersPattern() throws IOException {
        String sentence = "\"output\": \"the correct answer is option2\", \"answer\": \"option2\"}";
        EvaluationRow numbered =
                only("{\"instruction\": \"Fill it in. Option1: cat Option2: dog\", \"input\": \"\", " + sentence);
        assertThat(((OneRight) numbered.judgement()).labels()).containsExactly("option1", "option2");
        EvaluationRow truth = only(
                "{\"instruction\": \"Is it?\", \"output\": \"the correct answer is false\", \"answer\": \"false\"}");
        assertThat(truth.judgement()).isEqualTo(new OneRight(1, List.of("true", "false")));
    }

    @Test
    void anAnswerAmongTenIsNotTakenForOneAmongOne() throws IOException {
        String choices = IntStream.rangeClosed(1, 10)
                .mapToObj(number -> "Answer" + number + ": x")
                .collect(Collectors.joining(" "));
        EvaluationRow row = only("{\"instruction\": \"" + choices
                + "\", \"output\": \"the correct answer is answer10\", \"answer\": \"answer10\"}");
        assertThat(row.choices()).hasSize(10).contains("the correct answer is answer1");
        assertThat(((OneRight) row.judgement()).right()).isEqualTo(9);
    }

    @Test
    void truthfulQaKeepsBothSetsOfTargetsOverOneListOfChoices() throws IOException {
        EvaluationRow row = only("{\"question\": \"Q?\", \"mc1_targets\": {\"yes\": 1, \"no\": 0},"
                + " \"mc2_targets\": {\"yes\": 1, \"indeed\": 1, \"no\": 0, \"never\": 0}}");
        assertThat(row.completion()).isEqualTo("yes");
        assertThat(row.choices()).containsExactly("yes", "no", "indeed", "never");
        assertThat(row.judgement()).isEqualTo(new Truthful(0, List.of(1), List.of(0, 2), List.of(1, 3)));
    }

    @Test
    void theFormsOfADatasetAreReadAsTheyArePublished() throws IOException {
        RowFile file = read("""
                {"prompt": "p", "completion": "c", "group": "g"}

                {"instruction": "do", "input": "this", "output": "done"}
                {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]}
                {"prompt": "p", "completion": "b", "choices": ["a", "b"], "answer": "b"}
                """);
        assertThat(file.rows()).extracting(EvaluationRow::line).containsExactly(1, 3, 4, 5);
        assertThat(file.rows().get(0).group()).isEqualTo("g");
        assertThat(file.rows().get(1).prompt().get(0).content()).isEqualTo("do\n\nthis");
        assertThat(file.rows().get(2).prompt()).hasSize(2);
        assertThat(file.rows().get(3).judgement()).isEqualTo(new OneRight(1, List.of("a", "b")));
        assertThat(file.digest()).isEqualTo(FileDigest.of(folder.resolve("rows.json")));
    }

    @Test
    void aBadRowIsNamedByLineFieldValueAndRule() {
        assertThatThrownBy(
                        () -> read(
                                "{\"prompt\": \"p\", \"completion\": \"c\"}\n{\"prompt\": 7, \"completion\": \"c\"}\n{\"x\": 1}"))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("line 2: prompt is 7, but must be a text that is not blank.")
                .hasMessageContaining("line 3: the row is {\"x\":1}, but must be");
        assertThatThrownBy(
                        () -> read("{\"instruction\": \"i\", \"output\": \"it is answer9\", \"answer\": \"answer9\"}"))
                .hasMessageContaining("line 1: answer is \"answer9\"");
        assertThatThrownBy(() -> read("{\"question\": \"q\", \"mc1_targets\": {\"a\": 2}, \"mc2_targets\": {}}"))
                .hasMessageContaining("mc1_targets[\"a\"] is 2, but must be 1 or 0");
        assertThatThrownBy(() -> read("[{\"prompt\": \"p\"")).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> read("[1]")).hasMessageContaining("must be a JSON object");
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("no rows");
    }

    @Test
    void aSampleIsTheSameForTheSameSeedAndAnotherForAnother() throws IOException {
        Path file = folder.resolve("many.jsonl");
        Files.writeString(
                file,
                IntStream.range(0, 500)
                        .mapToObj(i -> "{\"prompt\": \"p" + i + "\", \"completion\": \"c\"}")
                        .collect(Collectors.joining("\n")));
        List<EvaluationRow> drawn = RowFile.read(file, OptionalInt.of(40), 7).rows();
        assertThat(drawn).hasSize(40).isSortedAccordingTo((a, b) -> Integer.compare(a.line(), b.line()));
        assertThat(RowFile.read(file, OptionalInt.of(40), 7).rows()).isEqualTo(drawn);
        assertThat(RowFile.read(file, OptionalInt.of(40), 8).rows()).isNotEqualTo(drawn);
        assertThat(RowFile.read(file, OptionalInt.of(600), 7).rows()).hasSize(500);
    }
}
