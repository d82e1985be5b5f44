package dev.steerstream.work.consume;

import static dev.steerstream.work.TestRows.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.TestRows;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordLoopIT {
    private Database database;
    private String prefix;
    private DeadLetters deadLetters;

    @BeforeEach
    void start() {
        database = TestParts.database(RecordLoopIT.class);
        prefix = TestParts.topics(RecordLoopIT.class, Topic.GENERATION_CONTROLS, Topic.DEAD_LETTERS);
        deadLetters = new DeadLetters(database, new Outbox("test", Clock.systemUTC()), Clock.systemUTC());
    }

    @Test
    void aPoisonedRecordIsStoredAndAnnouncedAndTheNextOneIsHandled() {
        List<String> handled = new CopyOnWriteArrayList<>();
        send("a", "poison", "b");
        try (RecordLoop loop = loop(message -> {
            String text = text(message.value());
            if (text.equals("poison")) throw SteerStreamException.user("BAD", "it is \"poison\"", "Send another.");
            handled.add(text);
        })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.equals(List.of("a", "b")));
            assertThat(loop.failure()).isEmpty();
        }
        assertThat(TestRows.text(database, "select convert_from(body, 'UTF8') from dead_letter"))
                .isEqualTo("poison");
        assertThat(TestRows.text(database, "select failure ->> 'code' from dead_letter"))
                .isEqualTo("BAD");
        assertThat(TestRows.text(database, "select headers -> 0 ->> 'key' from dead_letter"))
                .isEqualTo("origin");
        try (OutboxRelay relay = OutboxRelay.start(database, TestParts.clients(), prefix)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> count(database, "select count(*) from outbox") == 0);
            assertThat(relay.failure()).isEmpty();
        }
        var announced = TestParts.read(Topic.DEAD_LETTERS.name(prefix));
        assertThat(announced).singleElement().satisfies(message -> {
            DeadLetter letter = Contracts.read(DeadLetter.class, message.value());
            assertThat(letter.topic()).isEqualTo(topic());
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.failure().code()).isEqualTo("BAD");
        });
    }

    @Test
    void aDefectIsDeadLetteredAsWell() {
        send("a", "b");
        AtomicInteger calls = new AtomicInteger();
        try (RecordLoop loop = loop(message -> {
            if (calls.incrementAndGet() == 1) throw new IllegalStateException("odd");
        })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 2);
            assertThat(loop.running()).isTrue();
        }
        assertThat(TestRows.text(database, "select failure ->> 'kind' from dead_letter"))
                .isEqualTo("defect");
    }

    @Test
    void aTransientFailureIsRetriedInPlaceAndNothingIsOvertaken() {
        List<String> handled = new CopyOnWriteArrayList<>();
        AtomicInteger failures = new AtomicInteger(3);
        AtomicBoolean shown = new AtomicBoolean();
        send("a", "b", "c");
        RecordLoop[] self = new RecordLoop[1];
        try (RecordLoop loop = loop(message -> {
            if (text(message.value()).equals("b") && failures.getAndDecrement() > 0) {
                throw SteerStreamException.passing("AWAY", "the database is away", "Wait.");
            }
            handled.add(text(message.value()));
        })) {
            self[0] = loop;
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                if (self[0].failure().isPresent()) shown.set(true);
                return handled.size() == 3;
            });
        }
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(shown).isTrue();
        assertThat(count(database, "select count(*) from dead_letter")).isZero();
    }

    @Test
    void aRecordOfAClosedLoopIsNotLostAndOneThatWasCommittedIsNotRepeated() {
        List<String> handled = new CopyOnWriteArrayList<>();
        send("a", "b");
        try (RecordLoop loop = loop(message -> handled.add(text(message.value())))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() == 2);
            assertThat(loop.running()).isTrue();
        }
        send("c");
        try (RecordLoop loop = loop(message -> handled.add(text(message.value())))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() == 3);
            assertThat(loop.running()).isTrue();
        }
        assertThat(handled).containsExactly("a", "b", "c");
    }

    @Test
    void aDeadLetterIsStoredOnceHoweverOftenItComes() {
        send("\0odd");
        var message = TestParts.read(topic()).get(0);
        var failure = SteerStreamException.user("BAD", "value \"\0odd\" is odd", "Send another.")
                .failure();

        assertThat(deadLetters.store(message, "default", failure)).isTrue();
        assertThat(deadLetters.store(message, "default", failure)).isFalse();

        assertThat(count(database, "select count(*) from dead_letter")).isEqualTo(1);
        assertThat(count(database, "select count(*) from outbox")).isEqualTo(1);
    }

    private RecordLoop loop(RecordHandler handler) {
        return RecordLoop.start(TestParts.clients(), prefix + "group", List.of(topic()), handler, deadLetters);
    }

    private String topic() {
        return Topic.GENERATION_CONTROLS.name(prefix);
    }

    private void send(String... texts) {
        try (var producer = new KafkaProducer<>(TestParts.clients(), new StringSerializer(), new StringSerializer())) {
            for (String text : texts) {
                ProducerRecord<String, String> message = new ProducerRecord<>(topic(), "k", text);
                message.headers().add("origin", new byte[] {1, 0, (byte) 255});
                producer.send(message);
            }
        }
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
