package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that were adapted by other methods than LoRA are served beside one that was, steered and warm, by one decoder. */
class AdapterMethodsIT {
    private static final Map<String, PeftAdapter> ADAPTERS = new LinkedHashMap<>();
    private static DecoderFixture fixture;
    private static Decoder decoder;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(AdapterMethodsIT.class);
        ADAPTERS.put("lora", HashedAdapter.of(fixture.model().config(), 7));
        HashedAdapter.ofOtherMethods(fixture.model().config(), 8)
                .forEach(adapter -> ADAPTERS.put(adapter.config().method(), adapter));
        ADAPTERS.forEach((task, adapter) -> fixture.promote(task, adapter, -1.5));
        decoder = fixture.start();
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @Test
    void everyMethodSteersAndItsReceiptNamesIt() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String method : ADAPTERS.keySet()) {
            GenerationResult result =
                    fixture.ask(request("steered-" + method, method, new SteeringOptions(Mode.STEERED, null, null)));
            assertThat(result.state()).isEqualTo(State.SUCCEEDED);
            assertThat(result.receipt().adapterMethod()).isEqualTo(method);
            assertThat(result.receipt().adapterDigest())
                    .isEqualTo(ADAPTERS.get(method).digest());
            // Virtual tokens are the adapter's, not the prompt's.
            assertThat(result.usage().promptTokens()).isPositive().isLessThan(20);
            answers.add(result.choices().get(0).text());
        }
        assertThat(answers).doesNotHaveDuplicates();
        GenerationResult base = fixture.ask(request("base", "ia3", new SteeringOptions(Mode.BASE, null, null)));
        assertThat(base.receipt().adapterMethod()).isNull();
        assertThat(answers).doesNotContain(base.choices().get(0).text());
    }

    @Test
    void strengthZeroWithoutAMaskIsTheWarmModelForEveryMethod() throws Exception {
        for (String method : ADAPTERS.keySet()) {
            GenerationResult warm =
                    fixture.ask(request("warm-" + method, method, new SteeringOptions(Mode.WARM, null, null)));
            GenerationResult zero =
                    fixture.ask(request("zero-" + method, method, new SteeringOptions(Mode.STEERED, 0.0, 0.0)));
            assertThat(zero.choices()).as(method).isEqualTo(warm.choices());
            assertThat(zero.receipt().changedTokens()).isZero();
        }
    }

    @Test
    void answersOfAllMethodsTogetherAreWhatEachIsAlone() throws Exception {
        Map<String, GenerationResult> alone = new LinkedHashMap<>();
        for (String method : ADAPTERS.keySet()) {
            alone.put(
                    method,
                    fixture.ask(request("alone-" + method, method, new SteeringOptions(Mode.STEERED, null, null))));
        }
        for (String method : ADAPTERS.keySet()) {
            fixture.send(request("among-" + method, method, new SteeringOptions(Mode.STEERED, null, null)));
        }
        for (String method : ADAPTERS.keySet()) {
            assertThat(fixture.result("among-" + method).choices())
                    .as(method)
                    .isEqualTo(alone.get(method).choices());
        }
    }

    private static GenerationRequest request(String id, String task, SteeringOptions steering) throws Exception {
        return new GenerationRequest(
                id,
                task,
                null,
                "The harbour of the old town",
                Contracts.mapper().readValue("{\"max_tokens\":16}", SamplingOptions.class),
                steering,
                null,
                true,
                null,
                null,
                null);
    }
}
