package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.steerstream.decoder.store.TokenDetail;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.TokenExplanation;
import dev.steerstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Constrained, searched, penalised and explained answers of the real model, steered to a task. */
class DecodingOptionsIT {
    private static final String TICKET =
            "{\"type\":\"object\",\"properties\":{\"team\":{\"enum\":[\"billing\",\"delivery\",\"account\"]},"
                    + "\"urgent\":{\"type\":\"boolean\"},\"age_days\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":365},"
                    + "\"words\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":12},\"maxItems\":2}},"
                    + "\"required\":[\"team\",\"urgent\",\"age_days\",\"words\"],\"additionalProperties\":false}";

    private static DecoderFixture fixture;
    private static Decoder decoder;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(DecodingOptionsIT.class);
        fixture.promote("tickets", 1, 7, -1.5);
        decoder = fixture.start();
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @Test
    void aSampledSteeredAnswerIsValidAgainstItsSchema() throws Exception {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(TICKET);
        GenerationResult result = fixture.ask(ask(
                "schema", "{\"max_tokens\":96,\"temperature\":1.0,\"seed\":11,\"n\":4}", schemaFormat(TICKET), false));
        assertThat(result.state()).isEqualTo(State.SUCCEEDED);
        assertThat(result.receipt().responseFormat()).isEqualTo(ResponseFormat.Type.JSON_SCHEMA);
        assertThat(result.choices()).hasSize(4).allSatisfy(choice -> {
            assertThat(choice.finishReason()).isEqualTo("stop");
            assertThat(schema.validate(choice.text(), com.networknt.schema.InputFormat.JSON))
                    .as(choice.text())
                    .isEmpty();
        });
    }

    @Test
    void aJsonObjectIsReadableJson() throws Exception {
        GenerationResult result = fixture.ask(ask(
                "object", "{\"max_tokens\":160}", new ResponseFormat(ResponseFormat.Type.JSON_OBJECT, null), false));
        Choice choice = result.choices().get(0);
        assertThat(choice.text()).startsWith("{");
        if (choice.finishReason().equals("stop")) {
            JsonNode object = Contracts.mapper().readTree(choice.text());
            assertThat(object.isObject()).isTrue();
        }
    }

    @Test
    void aSchemaThatIsNotSupportedIsRefusedByTheKeywordsName() throws Exception {
        GenerationResult result =
                fixture.ask(ask("pattern", "{}", schemaFormat("{\"type\":\"string\",\"pattern\":\"^a\"}"), false));
        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.failure().code()).isEqualTo("UNSUPPORTED_SCHEMA");
        assertThat(result.failure().message()).contains("/pattern is not supported");
    }

    @Test
    void logProbabilitiesComeWithTheResultAndAgreeWithTheDetail() throws Exception {
        GenerationResult result =
                fixture.ask(ask("logprobs", "{\"max_tokens\":12,\"logprobs\":true,\"top_logprobs\":3}", null, false));
        Choice choice = result.choices().get(0);
        List<TokenDetail.Token> detail = detail("logprobs").choices().get(0).tokens();
        assertThat(choice.logprobs().content()).hasSize(choice.tokens()).hasSameSizeAs(detail);
        for (int t = 0; t < detail.size(); t++) {
            TokenLogprob token = choice.logprobs().content().get(t);
            assertThat(Math.exp(token.logprob())).isCloseTo(detail.get(t).steered(), within(1e-12));
            assertThat(token.topLogprobs()).hasSizeBetween(1, 3);
            // Greedy, and nothing adjusted: the chosen token is the most probable one.
            assertThat(token.topLogprobs().get(0).logprob()).isEqualTo(token.logprob());
            assertThat(token.topLogprobs().get(0).token()).isEqualTo(token.token());
            assertThat(detail.get(t).top()).hasSameSizeAs(token.topLogprobs());
        }
    }

    @Test
    void anExplainedAnswerTellsTheThreeDistributionsInItsChunksAndItsDetail() throws Exception {
        String options = "{\"max_tokens\":12,\"logprobs\":true,\"top_logprobs\":4}";
        String trace = "0af7651916cd43dd8448eb211c80319c";
        GenerationRequest asked = explained("explained", options, SteeringOptions.Mode.STEERED);
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_tenant", DecoderFixture.TENANT.getBytes(StandardCharsets.UTF_8));
        headers.add("traceparent", ("00-" + trace + "-b7ad6b7169203331-00").getBytes(StandardCharsets.UTF_8));
        fixture.send(Topic.GENERATION_REQUESTS, DecoderFixture.TENANT, headers, Contracts.write(asked));
        GenerationResult result = fixture.result("explained");
        Receipt receipt = result.receipt();
        assertThat(receipt.explained()).isEqualTo(4);
        assertThat(receipt.rule()).isEqualTo("delta");
        assertThat(receipt.traceId()).isEqualTo(trace);

        List<TokenDetail.Token> detail = detail("explained").choices().get(0).tokens();
        List<TokenExplanation> told =
                detail.stream().map(TokenDetail.Token::explanation).toList();
        for (int t = 0; t < told.size(); t++) {
            TokenExplanation token = told.get(t);
            assertThat(token.id()).isEqualTo(detail.get(t).id());
            assertThat(token.steered().get(0).id()).isEqualTo(token.id()); // greedy
            assertThat(token.base()).hasSize(4);
            assertThat(token.warm()).hasSize(4);
            int warmChoice = token.warm().get(0).id();
            assertThat(token.changed()).isEqualTo(warmChoice != token.id());
            if (token.changed()) assertThat(token.warmChoice().id()).isEqualTo(warmChoice);
            assertThat(Math.exp(token.baseLogprob())).isCloseTo(detail.get(t).base(), within(1e-12));
        }
        assertThat(told.stream().filter(TokenExplanation::changed)).hasSize(receipt.changedTokens());

        List<TokenChunk> chunks = fixture.records(Topic.GENERATION_TOKENS).stream()
                .map(message -> Contracts.read(TokenChunk.class, message.value()))
                .filter(chunk -> chunk.request().equals("explained"))
                .toList();
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.logprobs()).hasSize(chunk.tokens());
            assertThat(chunk.explanations()).hasSize(chunk.tokens());
        });
        assertThat(chunks.stream().flatMap(chunk -> chunk.logprobs().stream()).toList())
                .isEqualTo(result.choices().get(0).logprobs().content());
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.explanations().stream())
                        .toList())
                .isEqualTo(told);

        // What the models say by themselves after the same prompt.
        fixture.ask(explained("base", options, SteeringOptions.Mode.BASE));
        fixture.ask(explained("warm", options, SteeringOptions.Mode.WARM));
        TokenExplanation base = detail("base").choices().get(0).tokens().get(0).explanation();
        TokenExplanation warm = detail("warm").choices().get(0).tokens().get(0).explanation();
        assertThat(base.base()).isEqualTo(told.get(0).base());
        assertThat(base.warm()).isNull();
        assertThat(warm.warm()).isEqualTo(told.get(0).warm());
        assertThat(warm.base()).isNull();
        assertThat(fixture.ask(new GenerationRequest(
                                "another-rule",
                                "tickets",
                                null,
                                "x",
                                null,
                                new SteeringOptions(null, null, null, null, "log_ratio", null),
                                null,
                                null,
                                null,
                                null))
                        .failure()
                        .code())
                .isEqualTo("RULE_NOT_CALIBRATED");
    }

    private static GenerationRequest explained(String id, String options, SteeringOptions.Mode mode) throws Exception {
        return new GenerationRequest(
                id,
                "tickets",
                List.of(new ChatMessage("user", "My parcel is late. Describe the ticket.")),
                null,
                Contracts.mapper().readValue(options, SamplingOptions.class),
                new SteeringOptions(mode, null, null, null, null, 4),
                true,
                true,
                null,
                null);
    }

    @Test
    void aBeamSearchGivesItsBestAnswersAloneOrInABatchAndTheBestIsNoWorseThanGreedy() throws Exception {
        String greedyOptions = "{\"max_tokens\":12}";
        String beams = "{\"max_tokens\":12,\"beam_width\":4,\"n\":3}";
        GenerationResult greedy = fixture.ask(ask("greedy", greedyOptions, null, true));
        GenerationResult alone = fixture.ask(ask("beams", beams, null, true));
        fixture.send(ask("beside", "{\"max_tokens\":40}", null, true));
        GenerationResult among = fixture.ask(ask("among", beams, null, true));
        assertThat(fixture.result("beside").state()).isEqualTo(State.SUCCEEDED);

        assertThat(alone.choices()).hasSize(3);
        assertThat(alone.choices()).isEqualTo(among.choices());
        assertThat(alone.choices()).extracting(Choice::score).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        double mean = detail("greedy").choices().get(0).tokens().stream()
                .mapToDouble(token -> Math.log(token.steered()))
                .average()
                .orElseThrow();
        assertThat(alone.choices().get(0).score()).isGreaterThanOrEqualTo(mean - 1e-6);
        assertThat(greedy.choices().get(0).score()).isNull();
    }

    @Test
    void biasMinimumAndPenaltiesChangeWhatIsSaid() throws Exception {
        GenerationResult plain = fixture.ask(ask("plain", "{\"max_tokens\":24}", null, true));
        int first = detail("plain").choices().get(0).tokens().get(0).id();
        GenerationResult biased =
                fixture.ask(ask("biased", "{\"max_tokens\":24,\"logit_bias\":{\"" + first + "\":-100}}", null, true));
        assertThat(detail("biased").choices().get(0).tokens())
                .extracting(TokenDetail.Token::id)
                .first()
                .isNotEqualTo(first);
        assertThat(biased.choices()).isNotEqualTo(plain.choices());

        GenerationResult neutral = fixture.ask(ask(
                "neutral",
                "{\"max_tokens\":24,\"repetition_penalty\":1,\"presence_penalty\":0,\"frequency_penalty\":0,\"min_tokens\":0}",
                null,
                true));
        assertThat(neutral.choices()).isEqualTo(plain.choices());

        GenerationResult long24 = fixture.ask(ask("minimum", "{\"max_tokens\":24,\"min_tokens\":24}", null, true));
        assertThat(long24.choices().get(0).tokens()).isEqualTo(24);
        assertThat(long24.choices().get(0).finishReason()).isEqualTo("length");
    }

    @Test
    void whatTheModelOrTheDecoderCannotDoIsRefused() throws Exception {
        assertThat(fixture.ask(ask("token", "{\"logit_bias\":{\"999999\":1}}", null, false))
                        .failure()
                        .code())
                .isEqualTo("UNKNOWN_TOKEN");
        assertThat(fixture.ask(ask("wide", "{\"beam_width\":16}", null, false))
                        .failure()
                        .code())
                .isEqualTo("BEAM_TOO_WIDE");
    }

    private static ResponseFormat schemaFormat(String schema) throws Exception {
        Map<String, Object> read = Contracts.mapper().readValue(schema, new TypeReference<>() {});
        return new ResponseFormat(
                ResponseFormat.Type.JSON_SCHEMA, new ResponseFormat.JsonSchema("ticket", null, read, true));
    }

    private static GenerationRequest ask(String id, String options, ResponseFormat format, boolean deterministic)
            throws Exception {
        return new GenerationRequest(
                id,
                "tickets",
                List.of(new ChatMessage("user", "My parcel is late. Describe the ticket.")),
                null,
                Contracts.mapper().readValue(options, SamplingOptions.class),
                new SteeringOptions(SteeringOptions.Mode.STEERED, null, null),
                null,
                deterministic,
                null,
                null,
                format);
    }

    private static TokenDetail detail(String request) {
        return fixture.database.read(handle ->
                TokenDetail.decompress(handle.createQuery("select body from generation_detail where request = ?")
                        .bind(0, request)
                        .mapTo(byte[].class)
                        .one()));
    }
}
