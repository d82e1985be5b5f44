package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages of released versions stay readable, keep every member when written again, and are refused where a member is wrong. */
class GoldenRecordsTest {
    private static final JsonMapper JSON = new JsonMapper();

    static List<Path> v1() {
        return Messages.golden("v1");
    }

    @Test
    void everyMessageHasAGoldenRecordAndTogetherTheyHaveEveryMember() throws Exception {
        for (Class<?> type : Messages.records()) {
            List<Path> files = v1().stream()
                    .filter(file -> Messages.recordOf(file) == type)
                    .toList();
            assertThat(files).as("golden records of %s", type.getSimpleName()).isNotEmpty();
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(files)
                        .as("%s of %s", component.getName(), type.getSimpleName())
                        .anyMatch(file -> value(component, Contracts.read(type, bytes(file))) != null);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("v1")
    void aGoldenRecordIsReadAndWrittenAgainWithEveryMember(Path file) {
        Object message = Contracts.read(Messages.recordOf(file), bytes(file));
        assertThat(JSON.readTree(Contracts.write(message))).isEqualTo(JSON.readTree(bytes(file)));
    }

    @ParameterizedTest
    @MethodSource("v1")
    void aMemberOfALaterVersionIsIgnored(Path file) {
        ObjectNode later = (ObjectNode) JSON.readTree(bytes(file));
        later.putObject("member_of_a_later_version").put("a", 1);
        Class<?> type = Messages.recordOf(file);
        assertThat(Contracts.read(type, bytes(later))).isEqualTo(Contracts.read(type, bytes(file)));
    }

    @ParameterizedTest
    @MethodSource("v1")
    void aMemberOfAnotherTypeIsRefusedByItsPointerAndValue(Path file) {
        Class<?> type = Messages.recordOf(file);
        JsonNode golden = JSON.readTree(bytes(file));
        for (String pointer : pointers(golden, "")) {
            ObjectNode mutated = (ObjectNode) golden.deepCopy();
            put(mutated, pointer, JSON.readTree("{\"wrong\":[true]}"));
            ContractViolationException refusal =
                    catchThrowableOfType(ContractViolationException.class, () -> Contracts.read(type, bytes(mutated)));
            assertThat(refusal).as("%s of %s", pointer, file.getFileName()).isNotNull();
            assertThat(refusal.violations()).as(pointer).anySatisfy(violation -> {
                assertThat(violation.pointer()).startsWith(pointer);
                assertThat(violation.value()).contains("wrong");
                assertThat(violation.rule()).isNotBlank();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("v1")
    void aRequiredMemberThatIsMissingOrNullIsRefusedByItsPointer(Path file) {
        Class<?> type = Messages.recordOf(file);
        JsonNode required = JSON.readTree(Contracts.schema(type)).path("required");
        for (JsonNode name : required) {
            ObjectNode missing = (ObjectNode) JSON.readTree(bytes(file));
            missing.remove(name.asString());
            ObjectNode empty = (ObjectNode) JSON.readTree(bytes(file));
            empty.putNull(name.asString());
            for (ObjectNode broken : List.of(missing, empty)) {
                ContractViolationException refusal = catchThrowableOfType(
                        ContractViolationException.class, () -> Contracts.read(type, bytes(broken)));
                assertThat(refusal).as(name.asString()).isNotNull();
                assertThat(refusal.violations())
                        .extracting(ContractViolationException.Violation::pointer)
                        .contains("/" + name.asString());
            }
        }
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> found = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                found.addAll(pointers(member.getValue(), at + "/" + member.getKey()));
            }
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) found.addAll(pointers(node.get(index), at + "/" + index));
        }
        if (!at.isEmpty()) found.add(at);
        // An object of an open type takes any member, so only what has a type of its own is replaced by an object.
        found.removeIf(pointer -> pointer.equals(at) && node.isObject());
        // What a sender's JSON Schema says is the decoder's to judge.
        found.removeIf(pointer -> pointer.contains("/schema/"));
        return found;
    }

    private static void put(JsonNode root, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode array) array.set(Integer.parseInt(last), value);
        else ((ObjectNode) parent).set(last, value);
    }

    private static Object value(RecordComponent component, Object message) {
        try {
            return component.getAccessor().invoke(message);
        } catch (IllegalAccessException | InvocationTargetException failure) {
            throw new AssertionError(failure);
        }
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
