package dev.steerstream.decoder.profile;

import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SteeringProfile;
import java.util.Optional;

/**
 * What a request runs with.
 *
 * @param ramp the request's part in a ramp; empty where none runs or it takes none
 */
public record ChosenProfile(SteeringProfile profile, Optional<Receipt.Ramp> ramp) {}
