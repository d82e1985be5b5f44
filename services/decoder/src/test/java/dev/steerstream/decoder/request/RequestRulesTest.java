package dev.steerstream.decoder.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
    private static final Instant PUBLISHED = Instant.parse("2026-05-04T10:00:00Z");

    @Test
    void everyDefaultIsWrittenOut() {
        CompleteRequest complete = RequestRules.complete(request("tickets", null, null));

        assertThat(complete.mode()).isEqualTo(Mode.STEERED);
        assertThat(complete.strength()).isEmpty();
        assertThat(complete.confidence()).isEmpty();
        assertThat(complete.stream()).isFalse();
        assertThat(complete.deterministic()).isFalse();
        assertThat(complete.sampling().maximumTokens()).isEqualTo(128);
        assertThat(complete.sampling().temperature()).isZero();
        assertThat(complete.sampling().topK()).isEmpty();
        assertThat(complete.sampling().topP()).isEqualTo(1);
        assertThat(complete.sampling().minP()).isZero();
        assertThat(complete.sampling().seed()).isEmpty();
        assertThat(complete.sampling().stop()).isEmpty();
        assertThat(complete.sampling().answers()).isEqualTo(1);
        assertThat(complete.sampling().minimumTokens()).isZero();
        assertThat(complete.sampling().logitBias()).isEmpty();
        assertThat(complete.sampling().repetitionPenalty()).isEqualTo(1);
        assertThat(complete.sampling().presencePenalty()).isZero();
        assertThat(complete.sampling().frequencyPenalty()).isZero();
        assertThat(complete.sampling().topLogprobs()).isEmpty();
        assertThat(complete.sampling().beamWidth()).isEqualTo(1);
        assertThat(complete.format()).isEqualTo(new CompleteRequest.Format.Free());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max_tokens\":4,\"min_tokens\":5}|sampling.min_tokens",
                "{\"min_tokens\":-1}|sampling.min_tokens",
                "{\"repetition_penalty\":0}|sampling.repetition_penalty",
                "{\"repetition_penalty\":11}|sampling.repetition_penalty",
                "{\"presence_penalty\":2.5}|sampling.presence_penalty",
                "{\"frequency_penalty\":-3}|sampling.frequency_penalty",
                "{\"logit_bias\":{\"12\":101}}|sampling.logit_bias",
                "{\"logit_bias\":{\"the\":1}}|sampling.logit_bias",
                "{\"top_logprobs\":3}|sampling.top_logprobs",
                "{\"logprobs\":true,\"top_logprobs\":21}|sampling.top_logprobs",
                "{\"beam_width\":17}|sampling.beam_width",
                "{\"beam_width\":0}|sampling.beam_width",
                "{\"beam_width\":4,\"temperature\":0.5}|sampling.temperature",
                "{\"beam_width\":2,\"n\":3}|sampling.n",
                "{\"length_penalty\":1}|sampling.length_penalty",
                "{\"beam_width\":2,\"length_penalty\":11}|sampling.length_penalty",
            })
    void decodingOptionsKeepTheirRules(String options, String member) throws Exception {
        refused(request(null, Contracts.mapper().readValue(options, SamplingOptions.class), null), member);
    }

    @Test
    void decodingOptionsThatKeepTheirRulesAreTaken() throws Exception {
        SamplingOptions options = Contracts.mapper()
                .readValue(
                        "{\"min_tokens\":2,\"logit_bias\":{\"12\":-100,\"7\":1.5},\"logprobs\":true,\"top_logprobs\":20,"
                                + "\"beam_width\":4,\"n\":4,\"length_penalty\":0.6}",
                        SamplingOptions.class);
        CompleteRequest.Sampling sampling =
                RequestRules.complete(request(null, options, null)).sampling();
        assertThat(sampling.logitBias()).isEqualTo(Map.of(12, -100.0, 7, 1.5));
        assertThat(sampling.topLogprobs()).hasValue(20);
        assertThat(sampling.searches()).isTrue();
        assertThat(sampling.lengthPenalty()).isEqualTo(0.6);
    }

    @Test
    void aResponseFormatSaysWhatItsTypeNeeds() {
        refused(format(ResponseFormat.Type.JSON_SCHEMA, null), "response_format.json_schema");
        refused(
                format(ResponseFormat.Type.JSON_OBJECT, new ResponseFormat.JsonSchema(null, null, Map.of(), null)),
                "response_format.json_schema");
        assertThat(RequestRules.complete(format(ResponseFormat.Type.TEXT, null)).format())
                .isEqualTo(new CompleteRequest.Format.Free());
        assertThat(RequestRules.complete(format(ResponseFormat.Type.JSON_OBJECT, null))
                        .format())
                .isEqualTo(new CompleteRequest.Format.AnyObject());
        Map<String, Object> schema = Map.of("type", "string");
        assertThat(RequestRules.complete(format(
                                ResponseFormat.Type.JSON_SCHEMA,
                                new ResponseFormat.JsonSchema("s", null, schema, true)))
                        .format())
                .isEqualTo(new CompleteRequest.Format.Schema(schema));
    }

    private static GenerationRequest format(ResponseFormat.Type type, ResponseFormat.JsonSchema schema) {
        return new GenerationRequest(
                "r-1", null, null, "hello", null, null, null, null, null, null, new ResponseFormat(type, schema));
    }

    @Test
    void aRequestWithoutATaskAsksTheBaseModel() {
        assertThat(RequestRules.complete(request(null, null, null)).mode()).isEqualTo(Mode.BASE);
    }

    @Test
    void steeringWithoutATaskIsRefused() {
        refused(request(null, null, new SteeringOptions(Mode.STEERED, null, null)), "steering.mode");
        refused(request(null, null, new SteeringOptions(null, -1.0, null)), "steering.mode");
    }

    @Test
    void aStrengthThatCouldHaveNoEffectIsRefused() {
        refused(request("tickets", null, new SteeringOptions(Mode.WARM, -1.0, null)), "steering.mode");
        refused(
                request("tickets", null, new SteeringOptions(Mode.WARM, null, null, null, "delta", null)),
                "steering.mode");
        refused(request("tickets", null, new SteeringOptions(Mode.BASE, null, 0.2)), "steering.mode");
    }

    @Test
    void aNegativeStrengthIsKeptWithItsSign() {
        assertThat(RequestRules.complete(request("tickets", null, new SteeringOptions(null, -2.5, 0.0)))
                        .strength())
                .hasValue(-2.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aStrengthThatIsNotFiniteIsRefused(double strength) {
        refused(request("tickets", null, new SteeringOptions(null, strength, null)), "steering.strength");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1.1})
    void aConfidenceOutsideItsRangeIsRefused(double confidence) {
        refused(request("tickets", null, new SteeringOptions(null, null, confidence)), "steering.confidence");
    }

    @Test
    void everySamplingMemberKeepsItsRule() {
        refused(sampling(0, null, null, null, null, null, null), "sampling.max_tokens");
        refused(sampling(null, -1.0, null, null, null, null, null), "sampling.temperature");
        refused(sampling(null, Double.NaN, null, null, null, null, null), "sampling.temperature");
        refused(sampling(null, 101.0, null, null, null, null, null), "sampling.temperature");
        refused(sampling(null, null, 0, null, null, null, null), "sampling.top_k");
        refused(sampling(null, null, null, 0.0, null, null, null), "sampling.top_p");
        refused(sampling(null, null, null, 1.1, null, null, null), "sampling.top_p");
        refused(sampling(null, null, null, null, -0.1, null, null), "sampling.min_p");
        refused(sampling(null, null, null, null, null, List.of("a", "b", "c", "d", "e"), null), "sampling.stop");
        refused(sampling(null, null, null, null, null, List.of(""), null), "sampling.stop");
        refused(sampling(null, null, null, null, null, null, 0), "sampling.n");
        refused(sampling(null, null, null, null, null, null, 17), "sampling.n");
    }

    @Test
    void exactlyOneOfMessagesAndPromptIsGiven() {
        ChatMessage turn = new ChatMessage("user", "hello");
        refused(prompt(List.of(turn), "hello"), "messages");
        refused(prompt(null, null), "messages");
        refused(prompt(List.of(), null), "messages");
        refused(prompt(List.of(new ChatMessage("robot", "hello")), null), "messages.role");
        refused(prompt(List.of(new ChatMessage("user", null)), null), "messages.content");
        assertThat(RequestRules.complete(prompt(null, "raw")).prompt())
                .isEqualTo(new CompleteRequest.Prompt.Raw("raw"));
    }

    @Test
    void theDeadlineIsOneHourUnlessAskedAndAtMostADay() {
        assertThat(RequestRules.deadline(deadline(null), PUBLISHED)).isEqualTo(PUBLISHED.plus(Duration.ofHours(1)));
        Instant longest = PUBLISHED.plus(Duration.ofHours(24));
        assertThat(RequestRules.deadline(deadline(longest), PUBLISHED)).isEqualTo(longest);
        assertThatThrownBy(() -> RequestRules.deadline(deadline(longest.plusMillis(1)), PUBLISHED))
                .isInstanceOf(SteerStreamException.class)
                .hasMessageContaining("deadline")
                .hasMessageContaining("24 hours");
    }

    private static void refused(GenerationRequest request, String member) {
        assertThatThrownBy(() -> RequestRules.complete(request))
                .isInstanceOfSatisfying(SteerStreamException.class, refusal -> {
                    assertThat(refusal.failure().kind()).isEqualTo(Failure.Kind.USER);
                    assertThat(refusal.failure().code()).isEqualTo("INVALID_REQUEST");
                    assertThat(refusal.failure().message()).startsWith(member + " is ");
                    assertThat(refusal.failure().advice()).contains(member);
                });
    }

    private static GenerationRequest request(String task, SamplingOptions sampling, SteeringOptions steering) {
        return new GenerationRequest("r-1", task, null, "hello", sampling, steering, null, null, null, null);
    }

    private static GenerationRequest sampling(
            Integer maxTokens,
            Double temperature,
            Integer topK,
            Double topP,
            Double minP,
            List<String> stop,
            Integer n) {
        return request(null, new SamplingOptions(maxTokens, temperature, topK, topP, minP, null, stop, n), null);
    }

    private static GenerationRequest prompt(List<ChatMessage> messages, String prompt) {
        return new GenerationRequest("r-1", null, messages, prompt, null, null, null, null, null, null);
    }

    private static GenerationRequest deadline(Instant deadline) {
        return new GenerationRequest("r-1", null, null, "hello", null, null, null, null, deadline, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 21})
    void whatIsToBeExplainedIsBounded(int explain) {
        refused(
                request("tickets", null, new SteeringOptions(null, null, null, null, null, explain)),
                "steering.explain");
        assertThat(RequestRules.complete(request(null, null, new SteeringOptions(null, null, null, null, null, 20)))
                        .explain())
                .isEqualTo(20);
    }
}
