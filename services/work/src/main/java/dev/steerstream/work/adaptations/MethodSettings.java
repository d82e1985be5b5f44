package dev.steerstream.work.adaptations;

import static dev.steerstream.work.adaptations.SettingRules.invalid;
import static dev.steerstream.work.adaptations.SettingRules.or;
import static dev.steerstream.work.adaptations.SettingRules.real;
import static dev.steerstream.work.adaptations.SettingRules.someOf;
import static dev.steerstream.work.adaptations.SettingRules.whole;

import dev.steerstream.schemas.WarmStartConfiguration;
import java.util.List;

/**
 * The settings of a warm start that belong to some methods only: complete for the method asked for, null where they belong to others. One that is
 * given although it belongs to others is refused. Defaults by method.md, "Warm start" (arXiv 2509.15888).
 */
record MethodSettings(
        Integer rank,
        Double alpha,
        Double dropout,
        Boolean rankStabilised,
        List<String> targetModules,
        List<String> feedforwardModules,
        Integer virtualTokens,
        Integer encoderHiddenSize) {
    static final List<String> METHODS = List.of("lora", "ia3", "prompt_tuning", "p_tuning_v2");

    private static final List<String> TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    private static final List<String> LORA_TARGETS = List.of("q_proj", "k_proj", "v_proj", "o_proj");
    private static final List<String> IA3_TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj");

    private static final int LARGEST_RANK = 256;
    private static final int MOST_VIRTUAL_TOKENS = 1024;
    private static final int LARGEST_ENCODER = 4096;

    static MethodSettings complete(String method, WarmStartConfiguration given) {
        foreign(method, "warm_start.rank", given.rank(), "lora");
        foreign(method, "warm_start.alpha", given.alpha(), "lora");
        foreign(method, "warm_start.dropout", given.dropout(), "lora");
        foreign(method, "warm_start.rank_stabilised", given.rankStabilised(), "lora");
        foreign(method, "warm_start.target_modules", given.targetModules(), "lora", "ia3");
        foreign(method, "warm_start.feedforward_modules", given.feedforwardModules(), "ia3");
        foreign(method, "warm_start.virtual_tokens", given.virtualTokens(), "prompt_tuning", "p_tuning_v2");
        foreign(method, "warm_start.encoder_hidden_size", given.encoderHiddenSize(), "p_tuning_v2");
        return switch (method) {
            case "lora" -> lora(given);
            case "ia3" -> ia3(given);
            case "prompt_tuning" -> new MethodSettings(null, null, null, null, null, null, virtualTokens(given), null);
            case "p_tuning_v2" ->
                new MethodSettings(null, null, null, null, null, null, virtualTokens(given), encoderHiddenSize(given));
            default -> throw new IllegalArgumentException(method + " is not one of " + METHODS);
        };
    }

    private static void foreign(String method, String setting, Object value, String... owners) {
        if (value != null && !List.of(owners).contains(method)) {
            throw invalid(
                    setting,
                    value.toString(),
                    "must be left out with method " + method + ", since it belongs to " + String.join(" and ", owners));
        }
    }

    private static MethodSettings lora(WarmStartConfiguration given) {
        return new MethodSettings(
                (int) whole("warm_start.rank", or(given.rank(), 8), 1, LARGEST_RANK),
                real("warm_start.alpha", or(given.alpha(), 16.0), 1e-6, 1e4),
                real("warm_start.dropout", or(given.dropout(), 0.1), 0, 0.95),
                or(given.rankStabilised(), false),
                targets(given, LORA_TARGETS),
                null,
                null,
                null);
    }

    private static MethodSettings ia3(WarmStartConfiguration given) {
        List<String> targets = targets(given, IA3_TARGETS);
        List<String> feedforward = given.feedforwardModules() == null
                ? targets.stream().filter("down_proj"::equals).toList()
                : someOf("warm_start.feedforward_modules", given.feedforwardModules(), targets);
        return new MethodSettings(null, null, null, null, targets, feedforward, null, null);
    }

    private static List<String> targets(WarmStartConfiguration given, List<String> byDefault) {
        List<String> asked = or(given.targetModules(), byDefault);
        if (asked.isEmpty()) throw invalid("warm_start.target_modules", "[]", "must name at least one of " + TARGETS);
        return someOf("warm_start.target_modules", asked, TARGETS);
    }

    private static int virtualTokens(WarmStartConfiguration given) {
        return (int) whole("warm_start.virtual_tokens", or(given.virtualTokens(), 20), 1, MOST_VIRTUAL_TOKENS);
    }

    private static int encoderHiddenSize(WarmStartConfiguration given) {
        return (int) whole("warm_start.encoder_hidden_size", or(given.encoderHiddenSize(), 128), 1, LARGEST_ENCODER);
    }
}
