package dev.steerstream.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.keys.AuthenticationMode;
import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access tokens of an OpenID provider: signed by one of its keys, for us, not expired, with a tenant and scopes. The provider is asked for its keys at
 * the first token, and again where a token names a new one. Safe from any thread.
 */
@Singleton
public class ProviderTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderTokens.class);
    private static final int CLOCK_SKEW_SECONDS = 30;

    /** Asymmetric ones only: with a shared secret whoever checks could sign. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    private final GatewayConfiguration.Oidc settings;
    private JwtConsumer consumer;

    /** @throws SteerStreamException user {@code INVALID_SETTING} where tokens are taken and the provider is not named */
    public ProviderTokens(GatewayConfiguration configuration) {
        this.settings = configuration.oidc();
        boolean named = settings.issuer().isPresent() && settings.audience().isPresent();
        if (configuration.authentication() == AuthenticationMode.OIDC && !named) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.authentication is oidc, but steerstream.oidc.issuer or steerstream.oidc.audience is missing",
                    "Set both, as the provider shows them.");
        }
    }

    /**
     * Whose token this is; empty where it is not good.
     *
     * @throws SteerStreamException transient {@code PROVIDER_UNAVAILABLE}
     */
    Optional<Principal> principal(String token) {
        try {
            JwtClaims claims = consumer().processToClaims(token);
            return Optional.of(new Principal(tenant(claims), "token:" + claims.getSubject(), scopes(claims), false));
        } catch (InvalidJwtException | MalformedClaimException refused) {
            for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException away) throw unavailable(away);
            }
            LOG.debug("token refused: {}", refused.getMessage());
            return Optional.empty();
        }
    }

    private synchronized JwtConsumer consumer() {
        if (consumer == null) consumer = connect();
        return consumer;
    }

    private JwtConsumer connect() {
        String issuer = settings.issuer().orElseThrow();
        try {
            String discovery = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
            JsonNode found = Contracts.mapper()
                    .readTree(new Get().get(requireSafe(discovery)).getBody());
            String keys = requireSafe(found.path("jwks_uri").asText());
            return new JwtConsumerBuilder()
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                    .setExpectedIssuer(issuer)
                    .setExpectedAudience(settings.audience().orElseThrow())
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(new HttpsJwks(keys)))
                    .build();
        } catch (IOException away) {
            throw unavailable(away);
        }
    }

    /** Keys that came over a line that others can write to prove nothing. */
    private static String requireSafe(String address) {
        URI uri = URI.create(address);
        boolean loopback = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
        if ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && loopback)) return address;
        throw SteerStreamException.resource(
                "INVALID_SETTING",
                "the provider's address " + address + " is not https",
                "Set steerstream.oidc.issuer to an https address.");
    }

    private String tenant(JwtClaims claims) throws MalformedClaimException {
        String tenant = claims.getClaimValue(settings.tenantClaim(), String.class);
        if (tenant != null && Tenant.allowed(tenant)) return tenant;
        throw new MalformedClaimException("claim " + settings.tenantClaim() + " is no tenant");
    }

    /** A list, or texts with spaces between, as OAuth has it; what is not ours is left out. */
    private Set<Scope> scopes(JwtClaims claims) {
        Object value = claims.getClaimValue(settings.scopeClaim());
        List<?> named = value instanceof List<?> list
                ? list
                : Arrays.asList(String.valueOf(value).split(" "));
        String prefix = settings.scopePrefix().orElse("");
        return Arrays.stream(Scope.values())
                .filter(scope -> named.contains(prefix + scope.id()))
                .collect(Collectors.toSet());
    }

    private static SteerStreamException unavailable(IOException away) {
        return new SteerStreamException(
                SteerStreamException.passing(
                                "PROVIDER_UNAVAILABLE",
                                "the OpenID provider does not answer: " + away.getMessage(),
                                "Try again, or use an API key.")
                        .failure(),
                away);
    }
}
