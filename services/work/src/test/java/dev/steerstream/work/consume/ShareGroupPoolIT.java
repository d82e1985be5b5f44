package dev.steerstream.work.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareGroupPoolIT {
    /** Shorter than the broker's usual minimum: the embedded one allows a second. */
    private static final Duration LOCK = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String prefix;

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @BeforeEach
    void start() {
        start(Topic.GENERATION_REQUESTS.partitions());
    }

    private void start(int partitions) {
        prefix = TestParts.topics(ShareGroupPoolIT.class, ignored -> partitions, Topic.GENERATION_REQUESTS);
        try (Admin admin = Admin.create(TestParts.clients())) {
            ShareGroups.configure(admin, group(), new ShareGroups.Settings(LOCK, true));
            // Idempotent.
            ShareGroups.configure(admin, group(), new ShareGroups.Settings(LOCK, true));
        }
    }

    @Test
    void everyRecordIsHandledOnceAndAPoolHoldsNoMoreThanItsSize() {
        Set<String> handled = ConcurrentHashMap.newKeySet();
        AtomicInteger repeated = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        send(40);
        try (ShareGroupPool pool = pool(3, Admission.always(), delivery -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(
                    () -> {
                        if (!handled.add(text(delivery))) repeated.incrementAndGet();
                        now.decrementAndGet();
                        return Outcome.ACCEPT;
                    },
                    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> handled.size() == 40);
            assertThat(pool.failure()).isEmpty();
            assertThat(pool.lateAcknowledgements()).isZero();
        }
        assertThat(repeated).hasValue(0);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aLongHandlerKeepsItsRecordBeyondTheLock() {
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        AtomicBoolean lost = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        send(1);
        // The second consumer of the pool would get the record as soon as its lock ended.
        try (ShareGroupPool pool = pool(2, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            return CompletableFuture.supplyAsync(
                    () -> {
                        lost.set(delivery.lock().lost());
                        done.set(true);
                        return Outcome.ACCEPT;
                    },
                    CompletableFuture.delayedExecutor(LOCK.multipliedBy(4).toMillis(), TimeUnit.MILLISECONDS));
        })) {
            await().atMost(Duration.ofSeconds(60)).untilTrue(done);
            await().atMost(Duration.ofSeconds(60)).until(() -> pool.held() == 0);
            assertThat(pool.lateAcknowledgements()).isZero();
        }
        assertThat(deliveries).containsExactly(1);
        assertThat(lost).isFalse();
    }

    @Test
    void aReleasedRecordComesBackWithAHigherDeliveryCount() {
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        send(1);
        try (ShareGroupPool pool = pool(1, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            return CompletableFuture.completedFuture(deliveries.size() < 3 ? Outcome.RELEASE : Outcome.REJECT);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> deliveries.size() == 3);
            await().atMost(Duration.ofSeconds(60)).until(() -> pool.held() == 0);
        }
        assertThat(deliveries).containsExactly(1, 2, 3);
    }

    @Test
    void aHandlerThatFailsGivesItsRecordBack() {
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        send(1);
        try (ShareGroupPool pool = pool(1, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            if (deliveries.size() == 1) throw new IllegalStateException("at once");
            if (deliveries.size() == 2) return CompletableFuture.failedFuture(new IllegalStateException("later"));
            return CompletableFuture.completedFuture(Outcome.ACCEPT);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> deliveries.size() == 3);
            assertThat(pool.failure()).isEmpty();
        }
        assertThat(deliveries).containsExactly(1, 2, 3);
    }

    @Test
    void theRecordOfAKilledProcessComesBack() throws Exception {
        send(1);
        Process child = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShareTaker.class.getName(),
                        SharedParts.bootstrap(),
                        group(),
                        topic())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(child.inputReader().lines().anyMatch("taken 1"::equals)).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        try (ShareGroupPool pool = pool(1, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            return CompletableFuture.completedFuture(Outcome.ACCEPT);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !deliveries.isEmpty());
            assertThat(pool.failure()).isEmpty();
        }
        assertThat(deliveries).containsExactly(2);
    }

    @Test
    void aClosedDoorTakesNothingAndKeepsWhatIsHeld() {
        AtomicBoolean open = new AtomicBoolean(true);
        List<String> taken = new CopyOnWriteArrayList<>();
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        send(1);
        try (ShareGroupPool pool = pool(2, open::get, delivery -> {
            taken.add(text(delivery) + "/" + delivery.deliveryCount());
            return taken.size() == 1 ? first : CompletableFuture.completedFuture(Outcome.ACCEPT);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 1);
            open.set(false);
            // What a consumer asked for before may still come.
            await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
            send(1);
            // Together longer than the lock: what is held is renewed, what waits is not taken.
            await().pollDelay(LOCK).atMost(LOCK.multipliedBy(2)).untilAsserted(() -> assertThat(taken)
                    .hasSize(1));
            open.set(true);
            first.complete(Outcome.ACCEPT);
            await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 2);
            await().atMost(Duration.ofSeconds(60)).until(() -> pool.held() == 0);
            assertThat(pool.lateAcknowledgements()).isZero();
        }
        assertThat(taken).allMatch(one -> one.endsWith("/1"));
    }

    @Test
    void closingGivesBackWhatDoesNotEnd() {
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        send(1);
        ShareGroupPool stuck = pool(1, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            return new CompletableFuture<>();
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> deliveries.size() == 1);
        stuck.close();
        try (ShareGroupPool pool = pool(1, Admission.always(), delivery -> {
            deliveries.add(delivery.deliveryCount());
            return CompletableFuture.completedFuture(Outcome.ACCEPT);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> deliveries.size() == 2);
            assertThat(pool.failure()).isEmpty();
        }
        assertThat(deliveries).containsExactly(1, 2);
    }

    private ShareGroupPool pool(int size, Admission admission, ShareHandler handler) {
        return ShareGroupPool.start(
                TestParts.clients(),
                new ShareGroupPool.Settings(group(), List.of(topic()), size, Duration.ofSeconds(1)),
                admission,
                handler);
    }

    /** What is promised of requests: started in the order of their arrival by tenant, and a flood of one tenant does not hold another up. */
    @Test
    void recordsOfAPartitionStartInOrderAndPartitionsTakeTurns() {
        start(4);
        List<Delivery> started = new CopyOnWriteArrayList<>();
        List<String> keys = keysOfDifferentPartitions();
        sendTo(keys.get(0), 120);
        for (String key : keys.subList(1, keys.size())) sendTo(key, 10);
        try (ShareGroupPool pool = pool(4, Admission.always(), delivery -> {
            started.add(delivery);
            return CompletableFuture.supplyAsync(
                    () -> Outcome.ACCEPT, CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
        })) {
            int all = 120 + 10 * (keys.size() - 1);
            await().atMost(Duration.ofSeconds(60)).until(() -> started.size() >= all);
        }
        for (String key : keys) {
            List<Long> offsets = started.stream()
                    .filter(delivery -> delivery.deliveryCount() == 1)
                    .filter(delivery -> key.equals(new String(delivery.message().key(), StandardCharsets.UTF_8)))
                    .map(delivery -> delivery.message().offset())
                    .toList();
            // Consumers that take two neighbours at the same moment may say so in either order.
            for (int i = 0; i < offsets.size(); i++) {
                assertThat(offsets.get(i)).as("%s start of %s", i, key).isBetween(i - 4L, i + 4L);
            }
        }
        int lastOfOthers = started.stream()
                .filter(delivery ->
                        !keys.get(0).equals(new String(delivery.message().key(), StandardCharsets.UTF_8)))
                .mapToInt(started::lastIndexOf)
                .max()
                .orElseThrow();
        assertThat(lastOfOthers)
                .as("when the last of the small tenants started")
                .isLessThan(started.size() - 20);
    }

    /** Of the topic as it is created: one tenant alone has every consumer, and the first to be free takes its next record. */
    @Test
    void oneTenantsRecordsRunOnAllConsumers() {
        CyclicBarrier together = new CyclicBarrier(4);
        AtomicInteger handled = new AtomicInteger();
        sendTo("a tenant", 8);
        try (ShareGroupPool pool = pool(
                4,
                Admission.always(),
                delivery -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                together.await(60, TimeUnit.SECONDS);
                            } catch (Exception alone) {
                                throw new IllegalStateException(alone);
                            }
                            handled.incrementAndGet();
                            return Outcome.ACCEPT;
                        },
                        threads))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> handled.get() == 8);
        }
    }

    /** One key for each of the topic's four partitions, as the producer spreads them. */
    private List<String> keysOfDifferentPartitions() {
        Map<Integer, String> keys = new java.util.TreeMap<>();
        for (int i = 0; keys.size() < 4 && i < 1_000; i++) {
            String key = "tenant-" + i;
            int partition = org.apache.kafka.common.utils.Utils.toPositive(
                            org.apache.kafka.common.utils.Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)))
                    % 4;
            keys.putIfAbsent(partition, key);
        }
        return List.copyOf(keys.values());
    }

    private void sendTo(String key, int records) {
        try (var producer = new KafkaProducer<>(TestParts.clients(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) producer.send(new ProducerRecord<>(topic(), key, key + "-" + i));
        }
    }

    private String group() {
        return prefix + "share";
    }

    private String topic() {
        return Topic.GENERATION_REQUESTS.name(prefix);
    }

    private void send(int records) {
        try (var producer = new KafkaProducer<>(TestParts.clients(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) producer.send(new ProducerRecord<>(topic(), "k" + i, "r" + i));
        }
    }

    private static String text(Delivery delivery) {
        return new String(delivery.message().value(), StandardCharsets.UTF_8);
    }

    /** A process that takes a record, says so and hangs until it is killed. */
    static final class ShareTaker {
        private ShareTaker() {}

        public static void main(String[] arguments) throws InterruptedException {
            ShareGroupPool.start(
                    Map.of("bootstrap.servers", arguments[0]),
                    new ShareGroupPool.Settings(arguments[1], List.of(arguments[2]), 1, Duration.ZERO),
                    Admission.always(),
                    delivery -> {
                        System.out.println("taken " + delivery.deliveryCount());
                        return new CompletableFuture<>();
                    });
            Thread.sleep(Duration.ofMinutes(2).toMillis());
        }
    }
}
