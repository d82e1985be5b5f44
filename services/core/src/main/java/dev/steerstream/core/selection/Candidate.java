package dev.steerstream.core.selection;

import dev.steerstream.core.statistics.GroupBootstrap;

/** A way of setting the strengths, which can be judged on rows that it was not fitted on. Not thread-safe: one thread. */
interface Candidate {
    String name();

    /** Losses of every group, each under the strengths that were fitted without its fold. */
    GroupTotals crossValidated();

    /** Fitted on all groups. */
    FittedRule fitted(GroupBootstrap bootstrap);
}
