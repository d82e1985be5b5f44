package dev.steerstream.core.evaluation;

import dev.steerstream.core.statistics.GroupBootstrap;
import java.util.ArrayList;
import java.util.List;

/**
 * Both losses by a token's place in its answer, in bands that double: an answer's first token tells apart, of later ones so many do not.
 * Not thread-safe: one thread.
 */
final class PositionSums {
    /** The last place of each band but the last one, which is open. */
    private static final int[] LAST = {1, 2, 4, 8, 16, 32, 64};

    private final List<LossSums> bands = new ArrayList<>();

    /** @param place 0 up */
    LossSums at(int place) {
        int band = 0;
        while (band < LAST.length && place >= LAST[band]) {
            band++;
        }
        while (bands.size() <= band) {
            bands.add(new LossSums());
        }
        return bands.get(band);
    }

    /** The bands that any answer reaches, in their order. */
    List<PositionLoss> losses(int groups, GroupBootstrap bootstrap) {
        List<PositionLoss> losses = new ArrayList<>();
        for (int band = 0; band < bands.size(); band++) {
            losses.add(new PositionLoss(
                    band == 0 ? 1 : LAST[band - 1] + 1,
                    band < LAST.length ? LAST[band] : Integer.MAX_VALUE,
                    bands.get(band).kind(groups, bootstrap)));
        }
        return losses;
    }
}
