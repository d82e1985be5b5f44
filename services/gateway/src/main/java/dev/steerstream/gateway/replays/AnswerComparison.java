package dev.steerstream.gateway.replays;

import dev.steerstream.core.answer.ReferenceMatch;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.Receipt;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A request's first answers held against those of its replay.
 *
 * @param changed whether any answer differs
 * @param choice the first answer that differs, or null
 * @param firstDifferingToken where its tokens part, from 0; null where none differ or the tokens of either are not known any more
 * @param byText true where only texts could be compared, since a detail was gone
 * @param tokensBefore of all answers
 * @param tokensAfter of all answers
 * @param nearTies choices of tokens, before and after, that were closer than the format's tolerance: there a batch's company may decide
 * @param deterministicBefore whether the first answers were computed so that company changes no bit
 * @param otherEngine true where base model or weight format were others: then not all that changed comes from the profile
 * @param versionBefore of the profile, or null
 * @param exactBefore whether the first answer was the reference, or null where none is known
 * @param exactAfter the same of the replay
 * @param f1Before its F1 over words, or null
 * @param f1After the same of the replay
 */
record AnswerComparison(
        boolean changed,
        Integer choice,
        Integer firstDifferingToken,
        boolean byText,
        int tokensBefore,
        int tokensAfter,
        int nearTies,
        boolean deterministicBefore,
        boolean otherEngine,
        Long versionBefore,
        Boolean exactBefore,
        Boolean exactAfter,
        Double f1Before,
        Double f1After) {

    /**
     * One side.
     *
     * @param tokens of each answer, empty where they are not known
     */
    record Side(GenerationResult result, List<int[]> tokens) {}

    static AnswerComparison of(Side before, Side after, String reference) {
        List<Choice> first = before.result().choices();
        List<Choice> second = after.result().choices();
        int answers = Math.max(first.size(), second.size());
        boolean byText =
                before.tokens().size() != first.size() || after.tokens().size() != second.size();
        Integer choice = null;
        Integer token = null;
        for (int i = 0; i < answers && choice == null; i++) {
            boolean both = i < first.size() && i < second.size();
            boolean same = both
                    && first.get(i).text().equals(second.get(i).text())
                    && (byText
                            || Arrays.equals(
                                    before.tokens().get(i), after.tokens().get(i)));
            if (same) continue;
            choice = i;
            if (both && !byText)
                token = parting(before.tokens().get(i), after.tokens().get(i));
        }
        Receipt was = before.result().receipt();
        Receipt is = after.result().receipt();
        ReferenceMatch matchBefore = match(first, reference);
        ReferenceMatch matchAfter = match(second, reference);
        return new AnswerComparison(
                choice != null,
                choice,
                token,
                byText,
                was.tokens(),
                is.tokens(),
                was.nearTies() + is.nearTies(),
                was.deterministic(),
                !Objects.equals(was.modelDigest(), is.modelDigest())
                        || !Objects.equals(was.weightFormat(), is.weightFormat()),
                was.profileVersion(),
                matchBefore == null ? null : matchBefore.exact(),
                matchAfter == null ? null : matchAfter.exact(),
                matchBefore == null ? null : matchBefore.f1(),
                matchAfter == null ? null : matchAfter.f1());
    }

    /** The first place where they differ; the shorter one's length where it begins the longer. */
    private static Integer parting(int[] before, int[] after) {
        int place = Arrays.mismatch(before, after);
        return place < 0 ? null : place;
    }

    private static ReferenceMatch match(List<Choice> choices, String reference) {
        if (reference == null || choices.isEmpty()) return null;
        return ReferenceMatch.of(choices.get(0).text(), reference);
    }
}
