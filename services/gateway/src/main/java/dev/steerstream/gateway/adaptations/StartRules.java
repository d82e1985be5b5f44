package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.adaptations.AdaptationViews.Start;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.work.adaptations.AdaptationSettings;

/** What a start must keep whatever the dataset is. The settings' rules are those of the trainer itself, asked at the door. */
final class StartRules {
    private StartRules() {}

    /** @throws dev.steerstream.work.errors.SteerStreamException of kind user, naming the member, its value and the rule */
    static void check(Start start) {
        if (start.adaptation() != null) Rules.identifier("adaptation", start.adaptation());
        Rules.identifier("dataset", start.dataset());
        if (start.submission() != null) Rules.identifier("submission", start.submission());
        AdaptationSettings.complete(start.warmStart());
        AdaptationSettings.complete(start.calibration());
    }
}
