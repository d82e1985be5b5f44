package dev.steerstream.work.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    private List<Integer> doubled(List<Integer> questions) {
        groups.add(questions);
        begun.countDown();
        try {
            mayGoOn.await();
        } catch (InterruptedException closing) {
            throw SteerStreamException.passing("STOPPING", "interrupted", "");
        }
        if (questions.contains(13)) throw new IllegalArgumentException("no answer for 13");
        return questions.stream().map(question -> 2 * question).toList();
    }

    @Test
    void whatComesWhileOthersAreAtWorkGoesTogetherInItsOrder() throws Exception {
        try (Gathering<Integer, Integer> gathering = Gathering.start("gathering", this::doubled)) {
            CompletableFuture<Integer> first = gathering.ask(1);
            begun.await();
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int question = 2; question <= 9; question++) others.add(gathering.ask(question));
            mayGoOn.countDown();
            assertThat(first.join()).isEqualTo(2);
            assertThat(others.stream().map(CompletableFuture::join)).containsExactly(4, 6, 8, 10, 12, 14, 16, 18);
        }
        assertThat(groups)
                .containsExactly(List.of(1), IntStream.rangeClosed(2, 9).boxed().toList());
    }

    @Test
    void aGroupIsNoHeavierThanItMayBeUnlessOneAloneIs() throws Exception {
        try (Gathering<Integer, Integer> gathering =
                Gathering.start("gathering", question -> question, 10, this::doubled)) {
            CompletableFuture<Integer> first = gathering.ask(1);
            begun.await();
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int question : new int[] {4, 6, 1, 20, 2}) others.add(gathering.ask(question));
            mayGoOn.countDown();
            assertThat(first.join()).isEqualTo(2);
            assertThat(others.stream().map(CompletableFuture::join)).containsExactly(8, 12, 2, 40, 4);
        }
        assertThat(groups).containsExactly(List.of(1), List.of(4, 6), List.of(1), List.of(20), List.of(2));
    }

    @Test
    void aQuestionThatCannotBeAnsweredFailsAlone() throws Exception {
        try (Gathering<Integer, Integer> gathering = Gathering.start("gathering", this::doubled)) {
            CompletableFuture<Integer> first = gathering.ask(1);
            begun.await();
            CompletableFuture<Integer> before = gathering.ask(12);
            CompletableFuture<Integer> bad = gathering.ask(13);
            CompletableFuture<Integer> after = gathering.ask(14);
            mayGoOn.countDown();
            assertThat(first.join() + before.join() + after.join()).isEqualTo(2 + 24 + 28);
            assertThatThrownBy(bad::join).hasRootCauseMessage("no answer for 13");
            assertThatThrownBy(() -> gathering.answer(13)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whoWaitsWhenItClosesIsToldSo() throws Exception {
        Gathering<Integer, Integer> gathering = Gathering.start("gathering", this::doubled);
        CompletableFuture<Integer> running = gathering.ask(1);
        begun.await();
        CompletableFuture<Integer> waiting = gathering.ask(2);
        gathering.close();
        assertThatThrownBy(running::join).hasMessageContaining("interrupted");
        assertThatThrownBy(waiting::join).hasMessageContaining("stopping");
        assertThatThrownBy(() -> gathering.answer(3)).isInstanceOf(SteerStreamException.class);
    }
}
