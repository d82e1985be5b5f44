package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.decoder.profile.ChosenProfile;
import dev.steerstream.decoder.profile.ProfileCatalogue;
import dev.steerstream.decoder.profile.ProfileStore;
import dev.steerstream.decoder.profile.Profiles;
import dev.steerstream.decoder.profile.TaskName;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.Receipt.Arm;
import dev.steerstream.schemas.Receipt.Ramp;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A version of a profile that a share of a task's requests takes, with a real broker, database and model. */
class RampIT {
    private static final TaskName TASK = new TaskName(DecoderFixture.TENANT, "tickets");
    private static final int REQUESTS = 400;
    private static DecoderFixture fixture;
    private static Decoder decoder;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(RampIT.class);
        fixture.promote("tickets", 1, 7, -1.5);
        fixture.promote("tickets", 2, 8, 1.0);
        decoder = fixture.start();
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @BeforeEach
    void noRamp() {
        fixture.database.useTransaction(handle -> handle.execute("delete from profile_ramp"));
    }

    @Test
    void aShareOfTheRequestsTakesTheRampedVersionWithinBinomialBounds() {
        ramp("shares", 0.25);
        int taken = 0;
        for (int i = 0; i < REQUESTS; i++) {
            ChosenProfile chosen = choose("share-" + i, OptionalLong.empty(), true);
            boolean ramped = chosen.profile().version() == 1;
            assertThat(chosen.ramp()).contains(new Ramp("shares", ramped ? Arm.RAMPED : Arm.IN_FORCE, 0.25));
            if (ramped) taken++;
        }
        double bound = 5 * Math.sqrt(REQUESTS * 0.25 * 0.75);
        assertThat((double) taken).isBetween(REQUESTS * 0.25 - bound, REQUESTS * 0.25 + bound);
        assertThat(choose("share-0", OptionalLong.of(2), true).ramp()).isEmpty();
        assertThat(choose("share-0", OptionalLong.empty(), false).ramp()).isEmpty();
    }

    @Test
    void theReceiptSaysTheArmAndARollbackHoldsForTheNextRequest() {
        ramp("all-but-none", 0.999999);
        GenerationResult ramped = fixture.ask(request("ramped", null));
        assertThat(ramped.receipt().profileVersion()).isEqualTo(1);
        assertThat(ramped.receipt().strengthApplied()).isEqualTo(-1.5);
        assertThat(ramped.receipt().ramp()).isEqualTo(new Ramp("all-but-none", Arm.RAMPED, 0.999999));
        assertThat(ramped.receipt().divergence()).isGreaterThan(0);

        GenerationResult asked = fixture.ask(request("asked", new SteeringOptions(null, null, null, 2L)));
        assertThat(asked.receipt().profileVersion()).isEqualTo(2);
        assertThat(asked.receipt().ramp()).isNull();
        GenerationResult base = fixture.ask(request("base", new SteeringOptions(Mode.BASE, null, null)));
        assertThat(base.receipt().ramp()).isNull();
        GenerationResult unknown = fixture.ask(request("unknown", new SteeringOptions(null, null, null, 9L)));
        assertThat(unknown.failure().code()).isEqualTo("UNKNOWN_PROFILE");

        fixture.database.useTransaction(
                handle -> handle.execute("update profile_ramp set state = 'stopped', ended_at = now()"));
        GenerationResult after = fixture.ask(request("after", null));
        assertThat(after.receipt().profileVersion()).isEqualTo(2);
        assertThat(after.receipt().ramp()).isNull();
    }

    @Test
    void aRedeliveryKeepsItsArmWhateverHasBecomeOfTheRamp() {
        ramp("first", 0.999999);
        GenerationResult before = fixture.ask(request("again", null));
        assertThat(before.receipt().ramp().arm()).isEqualTo(Arm.RAMPED);

        // As after a decoder that died between its first start and its result.
        fixture.database.useTransaction(handle -> {
            handle.execute("delete from generation_detail where request = 'again'");
            handle.execute("update generation set state = 'running', result = null, ended_at = null"
                    + " where request = 'again'");
            handle.execute("update profile_ramp set state = 'stopped', ended_at = now()");
        });
        GenerationResult redelivered = fixture.ask(request("again", null));

        assertThat(redelivered.receipt().attempt()).isEqualTo(2);
        assertThat(redelivered.receipt().profileVersion()).isEqualTo(1);
        assertThat(redelivered.receipt().ramp()).isEqualTo(before.receipt().ramp());
        assertThat(redelivered.choices()).isEqualTo(before.choices());
    }

    private static ChosenProfile choose(String request, OptionalLong version, boolean rampable) {
        Profiles profiles = new Profiles(
                new ProfileCatalogue(), new ProfileStore(), fixture.model().description());
        return fixture.database.read(handle -> profiles.of(
                handle, TASK, new Profiles.Asked(request, version, rampable, OptionalLong.empty(), Optional.empty())));
    }

    private static void ramp(String salt, double share) {
        fixture.database.useTransaction(handle -> handle.execute(
                "insert into profile_ramp (tenant, task, salt, version, beside, share) values (?, 'tickets', ?, 1, 2, ?)",
                DecoderFixture.TENANT,
                salt,
                share));
    }

    private static GenerationRequest request(String id, SteeringOptions steering) {
        return new GenerationRequest(
                id,
                "tickets",
                List.of(new ChatMessage("user", "My parcel is late.")),
                null,
                new SamplingOptions(8, 0.0, null, null, null, null, null, null),
                steering,
                null,
                true,
                null,
                null);
    }
}
