package dev.steerstream.work.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "08006, TRANSIENT, DATABASE_UNAVAILABLE",
        "57P01, TRANSIENT, DATABASE_UNAVAILABLE",
        "40001, TRANSIENT, DATABASE_UNAVAILABLE",
        "40P01, TRANSIENT, DATABASE_UNAVAILABLE",
        "53100, RESOURCE, DATABASE_FULL",
        "53300, RESOURCE, DATABASE_FULL",
        "28P01, RESOURCE, DATABASE_REFUSED",
        "23505, DEFECT, DATABASE_STATEMENT",
        "42P01, DEFECT, DATABASE_STATEMENT"
    })
    void aDatabaseFailureIsMappedByItsState(String state, Failure.Kind kind, String code) {
        Failure failure = Failures.of(new ConnectionException(new SQLException("no", state)));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.advice()).isNotBlank();
    }

    @Test
    void aConnectionThatThePoolCannotGiveIsTransient() {
        assertThat(Failures.of(new SQLTransientConnectionException("gone")).kind())
                .isEqualTo(Failure.Kind.TRANSIENT);
        assertThat(Failures.of(new SQLException("Sorry, acquisition timeout!")).kind())
                .isEqualTo(Failure.Kind.TRANSIENT);
        assertThat(Failures.of(new SQLException("io", new ConnectException("refused")))
                        .kind())
                .isEqualTo(Failure.Kind.TRANSIENT);
    }

    @Test
    void brokerFailuresKeepTheirKinds() {
        assertThat(Failures.of(new ExecutionException(new org.apache.kafka.common.errors.TimeoutException("t")))
                        .kind())
                .isEqualTo(Failure.Kind.TRANSIENT);
        assertThat(Failures.of(new TopicAuthorizationException("x")).kind()).isEqualTo(Failure.Kind.RESOURCE);
        assertThat(Failures.of(new RecordTooLargeException("x")).code()).isEqualTo("RECORD_TOO_LARGE");
    }

    @Test
    void aBrokersNameThatIsNotKnownYetIsTransientAndAWrongSettingIsNot() {
        assertThat(client("bootstrap.servers", "no-such-host.invalid:9092").kind())
                .isEqualTo(Failure.Kind.TRANSIENT);
        Failure wrong = client("bootstrap.servers", "127.0.0.1");
        assertThat(wrong.kind()).isEqualTo(Failure.Kind.USER);
        assertThat(wrong.code()).isEqualTo("INVALID_SETTING");
        assertThat(wrong.message()).contains("127.0.0.1");
    }

    private static Failure client(String setting, String value) {
        try (Admin admin = Admin.create(Map.of(setting, value))) {
            throw new AssertionError("a client was made: " + admin);
        } catch (KafkaException refused) {
            return Failures.of(refused);
        }
    }

    @Test
    void aFullDiskIsAResourceFailureWithAdvice() {
        Failure failure =
                Failures.of(new UncheckedIOException(new FileSystemException("/x", null, "No space left on device")));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.RESOURCE);
        assertThat(failure.code()).isEqualTo("DISK_FULL");
        assertThat(Failures.of(new AccessDeniedException("/x")).code()).isEqualTo("FILE_REFUSED");
        assertThat(Failures.of(new IOException("odd")).kind()).isEqualTo(Failure.Kind.TRANSIENT);
    }

    @Test
    void aTypedFailureInsideAWrapperIsItself() {
        SteerStreamException typed = SteerStreamException.user("X", "x is 3: it must be 2", "Say 2.");

        assertThat(Failures.of(new CompletionException(new RuntimeException(typed))))
                .isEqualTo(typed.failure());
    }

    @Test
    void aBrokenMessageIsTheSendersFault() {
        byte[] broken = "{\"id\":".getBytes(StandardCharsets.UTF_8);
        try {
            Contracts.read(AdaptationCommand.class, broken);
        } catch (RuntimeException violation) {
            assertThat(Failures.of(violation).kind()).isEqualTo(Failure.Kind.USER);
            assertThat(Failures.of(violation).code()).isEqualTo("CONTRACT_VIOLATION");
            return;
        }
        throw new AssertionError("it was read");
    }

    @Test
    void anUnknownExceptionIsADefectAndNamesItsClass() {
        Failure failure = Failures.of(new IllegalStateException("odd"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.DEFECT);
        assertThat(failure.message()).isEqualTo("IllegalStateException: odd");
        assertThat(Failures.of(null).kind()).isEqualTo(Failure.Kind.DEFECT);
    }

    @Test
    void causesInACircleEnd() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);

        assertThat(Failures.of(one).code()).isEqualTo("INTERNAL");
    }

    @Property
    void messagesAreBoundedWhateverIsThrown(@ForAll String text) {
        assertThat(Failures.of(new IllegalStateException(text.repeat(50))).message())
                .hasSizeLessThanOrEqualTo(2_000)
                .isNotBlank();
    }
}
