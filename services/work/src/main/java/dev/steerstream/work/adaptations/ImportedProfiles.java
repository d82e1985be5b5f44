package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.exchange.ProfileBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Puts a profile of another installation in force, with an adaptation that tells where it came from: it goes through the same states, and tells
 * the same events, as one that was made here, all in the caller's transaction. Safe from any thread.
 */
public final class ImportedProfiles {
    private final AdaptationStore adaptations;
    private final TaskProfiles profiles;
    private final AdapterStore adapters;
    private final ArtefactStore artefacts;
    private final TaskDeletion audit;
    private final Clock clock;

    public ImportedProfiles(
            AdaptationStore adaptations,
            TaskProfiles profiles,
            AdapterStore adapters,
            ArtefactStore artefacts,
            TaskDeletion audit,
            Clock clock) {
        this.adaptations = adaptations;
        this.profiles = profiles;
        this.adapters = adapters;
        this.artefacts = artefacts;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A bundle that is missing or not usable fails the adaptation.
     *
     * @param hash of the command, whatever its own id
     */
    Outcome put(Handle handle, String tenant, AdaptationCommand command, String hash) {
        Optional<Adaptation> present = adaptations.lock(handle, tenant, command.adaptation());
        if (present.isPresent()) return again(handle, present.get(), hash);
        ProfileBundle bundle;
        try {
            bundle = bundle(tenant, command);
        } catch (SteerStreamException refused) {
            if (refused.failure().kind() != Failure.Kind.USER) throw refused;
            // The id was accepted, so it gets its one visible end.
            adaptations.insert(handle, failed(tenant, command, hash), AdaptationEvent.Type.FAILED, refused.failure());
            return Outcome.REFUSED;
        }
        Adaptation calibrating = calibrating(handle, tenant, command, hash, bundle);

        artefacts.put(handle, tenant, ArtefactKind.VECTOR, bundle.vector());
        long version = profiles.nextVersion(handle, tenant, command.task());
        SteeringProfile profile = here(bundle.profile(), command, version);
        Adaptation succeeded = adaptations.apply(
                handle,
                calibrating,
                AdaptationChange.calibrated(
                        version, profile.strength(), profile.strengthLow(), profile.strengthHigh()));
        profiles.putInForce(handle, tenant, profile, bundle.report());
        adaptations.apply(
                handle,
                succeeded,
                AdaptationChange.promoted(version, profile.strength(), profile.strengthLow(), profile.strengthHigh()));
        artefacts.remove(handle, tenant, command.artefact());
        audit.audit(handle, tenant, "import", command.task(), command);
        return Outcome.APPLIED;
    }

    private Outcome again(Handle handle, Adaptation present, String hash) {
        if (hash.equals(present.contentHash())) return Outcome.IGNORED;
        adaptations.apply(
                handle,
                present,
                AdaptationChange.ignored(new Failure(
                        Failure.Kind.USER,
                        "ADAPTATION_CONFLICT",
                        "adaptation " + present.adaptation() + " is there already with other content",
                        "Import under a new id.")));
        return Outcome.REFUSED;
    }

    private static Adaptation failed(String tenant, AdaptationCommand command, String hash) {
        return new Adaptation(
                tenant,
                command.adaptation(),
                command.task(),
                null,
                null,
                hash,
                AdaptationState.FAILED,
                1,
                null,
                null,
                null,
                null);
    }

    private ProfileBundle bundle(String tenant, AdaptationCommand command) {
        if (command.artefact() == null) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "artefact is missing: import puts a stored bundle in force",
                    "Import through the gateway, which stores the bundle.");
        }
        try {
            return ProfileBundle.unpack(artefacts.get(tenant, command.artefact()), AdapterStore.LARGEST);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Adaptation calibrating(
            Handle handle, String tenant, AdaptationCommand command, String hash, ProfileBundle bundle) {
        Adaptation queued = adaptations.insert(
                handle,
                new Adaptation(
                        tenant,
                        command.adaptation(),
                        command.task(),
                        bundle.origin().dataset(),
                        bundle.origin().submission(),
                        hash,
                        AdaptationState.QUEUED,
                        1,
                        bundle.origin().warmStart(),
                        bundle.origin().calibration(),
                        null,
                        null),
                AdaptationEvent.Type.QUEUED,
                null);
        Adaptation training = adaptations.apply(handle, queued, AdaptationChange.started());
        String digest = bundle.profile().adapterDigest();
        adapters.put(handle, tenant, digest, command.adaptation(), bundle.adapter(), bundle.adapterManifest());
        Adaptation trained = adaptations.apply(handle, training, AdaptationChange.trained(digest));
        adaptations.moveSilently(handle, trained, AdaptationState.CALIBRATING);
        return adaptations.require(handle, tenant, command.adaptation());
    }

    private SteeringProfile here(SteeringProfile there, AdaptationCommand command, long version) {
        return new SteeringProfile(
                command.task(),
                version,
                SteeringProfile.State.IN_FORCE,
                clock.instant(),
                command.adaptation(),
                there.model(),
                there.modelDigest(),
                there.tokenizerDigest(),
                there.chatTemplateDigest(),
                there.vocabularySize(),
                there.adapterDigest(),
                there.vectorDigest(),
                there.direction(),
                there.estimator(),
                there.strength(),
                there.strengthLow(),
                there.strengthHigh(),
                there.bounded(),
                there.insufficient(),
                there.confidence(),
                there.guardRepetition(),
                there.guardKl(),
                null,
                there.strengths(),
                there.ruleReason(),
                there.confidenceReason(),
                there.gain(),
                there.rules());
    }
}
