package dev.steerstream.decoder.topic;

import dev.steerstream.decoder.profile.ProfileCatalogue;
import dev.steerstream.decoder.profile.TaskName;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SteeringProfile;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells the catalogue what stands on {@code steering-profiles}. A record that is no profile is skipped by the reader: Postgres has the truth. */
public final class ProfileNotices implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private final ProfileCatalogue catalogue;

    public ProfileNotices(ProfileCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> message) {
        if (message.value() == null) {
            catalogue.forget(named(message));
            return;
        }
        SteeringProfile profile = Contracts.read(SteeringProfile.class, message.value());
        catalogue.tell(new TaskName(MessageHeaders.tenant(message.headers()), profile.task()), profile);
    }

    /** A tombstone has its key only, {@code tenant/task}. */
    private static TaskName named(ConsumerRecord<byte[], byte[]> tombstone) {
        String key = tombstone.key() == null ? "" : new String(tombstone.key(), StandardCharsets.UTF_8);
        int slash = key.indexOf('/');
        if (slash < 0) throw new IllegalArgumentException("a tombstone's key is \"" + key + "\", not tenant/task");
        return new TaskName(key.substring(0, slash), key.substring(slash + 1));
    }
}
