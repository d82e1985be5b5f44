package dev.steerstream.tracker.steering;

import java.util.ArrayList;
import java.util.List;

/**
 * Held-out losses of one kind of tokens.
 *
 * @param low lower end of the gain's interval, or null
 * @param kept share of its gold tokens that survive the mask, or null
 */
public record TokenKind(
        String name,
        Long tokens,
        Double base,
        Double warm,
        Double steered,
        Double gain,
        Double low,
        Double high,
        Double kept) {

    /** All tokens, then those of the template and those of the content, where the report has them. */
    static List<TokenKind> of(Report report) {
        List<TokenKind> kinds = new ArrayList<>();
        for (String[] place : new String[][] {
            {"all", "/held_out"}, {"template", "/held_out/template"}, {"content", "/held_out/content"}
        }) {
            String at = place[1] + "/loss_full";
            if (!report.has(at)) continue;
            kinds.add(new TokenKind(
                    place[0],
                    report.count(place[1] + "/tokens"),
                    report.number(at + "/base"),
                    report.number(at + "/warm"),
                    report.number(at + "/steered"),
                    report.number(at + "/gain/value"),
                    report.number(at + "/gain/low"),
                    report.number(at + "/gain/high"),
                    report.number(place[1] + "/loss_kept/share")));
        }
        return kinds;
    }
}
