package dev.steerstream.work.outbox;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.TestRows;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {
    private final Outbox outbox = new Outbox("test", Clock.systemUTC());
    private Database database;
    private String prefix;

    @BeforeEach
    void start() {
        database = TestParts.database(OutboxRelayIT.class);
        prefix = TestParts.topics(OutboxRelayIT.class, Topic.GENERATION_CONTROLS);
    }

    @Test
    void aCommittedMessageIsPublishedWithItsHeadersAndDeleted() {
        try (OutboxRelay relay = relay()) {
            append("one", "r-1");

            awaitEmpty();
            List<ConsumerRecord<byte[], byte[]>> found = published();
            assertThat(found).hasSize(1);
            assertThat(new String(found.get(0).key(), StandardCharsets.UTF_8)).isEqualTo(TENANT + "/one");
            assertThat(MessageHeaders.text(found.get(0).headers(), "ce_source")).isEqualTo("/steerstream/test");
            assertThat(MessageHeaders.tenant(found.get(0).headers())).isEqualTo(TENANT);
            assertThat(request(found.get(0))).isEqualTo("r-1");
            assertThat(relay.failure()).isEmpty();
        }
    }

    @Test
    void aRolledBackMessageIsNotPublished() {
        try (OutboxRelay relay = relay()) {
            assertThatThrownBy(() -> database.useTransaction(handle -> {
                        append(handle, "one", "lost");
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            append("one", "kept");

            awaitEmpty();
            assertThat(published()).extracting(OutboxRelayIT::request).containsExactly("kept");
            assertThat(relay.elected()).isTrue();
        }
    }

    @Test
    void aTombstoneIsARecordWithoutABody() {
        database.useTransaction(
                handle -> outbox.appendTombstone(handle, TENANT, Topic.GENERATION_CONTROLS, TENANT + "/gone"));
        try (OutboxRelay relay = relay()) {
            awaitEmpty();
            assertThat(published()).singleElement().satisfies(found -> assertThat(found.value())
                    .isNull());
            assertThat(relay.failure()).isEmpty();
        }
    }

    @Test
    void restartedRelaysPublishEachRowAtLeastOnceInOrderPerKey() {
        int keys = 5;
        int perKey = 120;
        for (int i = 0; i < perKey; i++) {
            int number = i;
            database.useTransaction(handle -> {
                for (int key = 0; key < keys; key++) append(handle, "key-" + key, number + "");
            });
        }

        // Each relay is stopped somewhere on the way; the last one finishes.
        for (int stop = 0; stop < 6; stop++) {
            long before = waiting();
            try (OutboxRelay relay = relay()) {
                await().atMost(Duration.ofSeconds(60)).until(() -> waiting() < before || before == 0);
                assertThat(relay.failure()).isEmpty();
            }
        }
        try (OutboxRelay relay = relay()) {
            awaitEmpty();
            assertThat(relay.elected()).isTrue();
        }

        Map<String, List<Integer>> byKey = new LinkedHashMap<>();
        for (var found : published()) {
            byKey.computeIfAbsent(new String(found.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                    .add(Integer.parseInt(request(found)));
        }
        assertThat(byKey).hasSize(keys);
        byKey.values().forEach(numbers -> assertThat(firstOccurrences(numbers))
                .containsExactlyElementsOf(IntStream.range(0, perKey).boxed().toList()));
    }

    @Test
    void twoRelaysElectOne() {
        try (OutboxRelay one = relay()) {
            await().atMost(Duration.ofSeconds(60)).until(one::elected);
            try (OutboxRelay two = relay()) {
                append("one", "r");
                awaitEmpty();
                assertThat(two.elected()).isFalse();
                one.close();
                await().atMost(Duration.ofSeconds(60)).until(two::elected);
                append("one", "s");
                awaitEmpty();
            }
        }
    }

    @Test
    void aRelayWhoseSessionIsKilledIsElectedAgain() {
        try (OutboxRelay relay = relay()) {
            await().atMost(Duration.ofSeconds(60)).until(relay::elected);
            database.useTransaction(handle -> handle.select(
                            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'with published as%'"
                                    + " and pid <> pg_backend_pid() and datname = current_database()")
                    .mapTo(Boolean.class)
                    .list());
            append("one", "after");
            await().atMost(Duration.ofSeconds(60)).until(() -> waiting() == 0);
            await().atMost(Duration.ofSeconds(60)).until(relay::elected);
        }
        assertThat(published()).extracting(OutboxRelayIT::request).contains("after");
    }

    /**
     * Ids are drawn before commit: of two writers the one with the higher id may commit first. Where both lock the aggregate's row before they
     * append, the second draws its id only after the first has committed, so order by id is order of commit.
     */
    @Test
    void writersThatLockTheAggregateFirstDrawIdsInCommitOrder() throws Exception {
        TestRows.adaptation(database, "aggregate");
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<Integer> committed = new ArrayList<>();
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 40; writer++) {
                int number = writer;
                running.add(writers.submit(() -> {
                    go.await();
                    database.useTransaction(handle -> {
                        handle.select("select 1 from adaptation where adaptation = 'aggregate' for no key update")
                                .mapTo(Integer.class)
                                .one();
                        append(handle, "aggregate", number + "");
                        // Still under the row's lock: the order of this list is the order of the commits.
                        synchronized (committed) {
                            committed.add(number);
                        }
                    });
                    return null;
                }));
            }
            go.countDown();
            try (OutboxRelay relay = relay()) {
                for (Future<?> one : running) one.get();
                awaitEmpty();
                assertThat(relay.failure()).isEmpty();
            }
        } finally {
            writers.shutdownNow();
        }
        List<Integer> found =
                published().stream().map(one -> Integer.parseInt(request(one))).toList();
        assertThat(firstOccurrences(found)).containsExactlyElementsOf(committed);
    }

    @Test
    void aMessageThatNoBrokerWouldTakeIsRefusedBeforeItBlocksTheQueue() {
        // The contract allows it, since the body alone is below the broker's limit: with key and headers it is not.
        GenerationRequest big = new GenerationRequest(
                "big",
                null,
                null,
                "x".repeat(Topic.MAXIMUM_MESSAGE_BYTES - 8 * 1024),
                null,
                null,
                null,
                null,
                null,
                null);
        assertThatThrownBy(() -> database.useTransaction(
                        handle -> outbox.append(handle, TENANT, Topic.GENERATION_REQUESTS, TENANT, big)))
                .isInstanceOf(SteerStreamException.class)
                .hasMessageContaining("the limit is");
        assertThat(waiting()).isZero();
    }

    private static List<Integer> firstOccurrences(List<Integer> numbers) {
        return numbers.stream().distinct().toList();
    }

    private OutboxRelay relay() {
        return OutboxRelay.start(database, TestParts.clients(), prefix);
    }

    private void append(String key, String request) {
        database.useTransaction(handle -> append(handle, key, request));
    }

    private void append(org.jdbi.v3.core.Handle handle, String key, String request) {
        outbox.append(
                handle,
                TENANT,
                Topic.GENERATION_CONTROLS,
                TENANT + "/" + key,
                new GenerationControl(request, "cancel", null));
    }

    private long waiting() {
        return count(database, "select count(*) from outbox");
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
    }

    private List<ConsumerRecord<byte[], byte[]>> published() {
        return TestParts.read(Topic.GENERATION_CONTROLS.name(prefix));
    }

    private static String request(ConsumerRecord<byte[], byte[]> message) {
        return Contracts.read(GenerationControl.class, message.value()).request();
    }
}
