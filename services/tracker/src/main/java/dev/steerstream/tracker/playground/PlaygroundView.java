package dev.steerstream.tracker.playground;

import dev.steerstream.tracker.history.TaskQueries.Asking;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.requests.TokenDetails;
import dev.steerstream.tracker.view.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * What the playground shows.
 *
 * @param tasks with a profile in force, for the form to complete names
 * @param task chosen in the form, or null
 * @param asked fills the form; null before anything was asked
 * @param answers base, warm and steered, as far as they were asked; empty before
 */
record PlaygroundView(
        String stream,
        List<String> obstacles,
        Section<List<Asking>> tasks,
        String task,
        Asked asked,
        List<Answer.Shown> answers) {

    /** One place of the answers, side by side. */
    public record Place(int number, TokenDetails.Token base, TokenDetails.Token warm, TokenDetails.Token steered) {
        /** Whose distributions are shown: the steered answer's, else those of what was asked alone. */
        public TokenDetails.Token shown() {
            return steered != null ? steered : warm != null ? warm : base;
        }
    }

    /** Of the chosen task; null where none is chosen, or where it is not in the list. */
    public Asking chosen() {
        return tasks.value() == null
                ? null
                : tasks.value().stream()
                        .filter(one -> one.task().equals(task))
                        .findFirst()
                        .orElse(null);
    }

    public boolean open() {
        return answers.stream().anyMatch(Answer.Shown::open);
    }

    /** Where steering first chose another token than the warm model; 0 where it did not, or where it is not known yet. */
    public int firstDifference() {
        Answer.Shown steered = of("steered");
        return steered == null ? 0 : steered.firstDifference(of("warm"));
    }

    /** Of the distributions, in the order in which they are shown. */
    public List<String> names() {
        return List.of("base", "warm", "steered");
    }

    public boolean detailed() {
        return answers.stream().anyMatch(answer -> answer.details() != null);
    }

    /** Tokens of the steered answer that steering changed, so far. */
    public long changed() {
        Answer.Shown steered = of("steered");
        return steered == null || steered.details() == null
                ? 0
                : steered.details().tokens().stream()
                        .filter(TokenDetails.Token::changed)
                        .count();
    }

    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int number = 1; ; number++) {
            Place place = new Place(number, token("base", number), token("warm", number), token("steered", number));
            if (place.base() == null && place.warm() == null && place.steered() == null) return places;
            places.add(place);
        }
    }

    /** How probable the steered answer's tokens are under the three. */
    public Plot probabilities() {
        Answer.Shown shown = of("steered");
        List<Plot.Row> rows = new ArrayList<>();
        if (shown != null && shown.details() != null) {
            shown.details()
                    .tokens()
                    .forEach(
                            token -> rows.add(Plot.Row.of(token.place(), token.base(), token.warm(), token.steered())));
        }
        String request = shown == null || shown.request() == null ? "" : shown.request();
        return Plot.lines(
                "probabilities",
                "Probability of each token of the steered answer",
                "place",
                List.of(
                        Plot.Curve.of("base", "base"),
                        Plot.Curve.of("warm", "warm"),
                        Plot.Curve.of("steered", "steered")),
                rows,
                "/v1/tracker/generations/" + request + "/tokens.csv",
                "The probabilities come with the end of the steered answer.");
    }

    private TokenDetails.Token token(String mode, int number) {
        Answer.Shown shown = of(mode);
        if (shown == null
                || shown.details() == null
                || number > shown.details().tokens().size()) return null;
        return shown.details().tokens().get(number - 1);
    }

    private Answer.Shown of(String mode) {
        return answers.stream()
                .filter(answer -> answer.mode().equals(mode))
                .findFirst()
                .orElse(null);
    }
}
