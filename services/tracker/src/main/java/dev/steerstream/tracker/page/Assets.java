package dev.steerstream.tracker.page;

import io.quarkus.qute.TemplateGlobal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Styles, scripts and icon, read once. Their addresses carry a digest, so that browsers keep them for good and still take a new build's at once. */
@Path("/assets/{name}")
public class Assets {
    private static final int KEPT_SECONDS = 31_536_000;
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    /** Where the webjar of uPlot has its files; the version is the one of the dependency. */
    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final Map<String, Asset> ASSETS = Map.of(
            "tracker.css", Asset.read("tracker.css", STYLE),
            "tracker.js", Asset.read("tracker.js", SCRIPT),
            "plots.js", Asset.read("plots.js", SCRIPT),
            "uPlot.js", Asset.of("uPlot.js", LIBRARY + "uPlot.iife.min.js", SCRIPT),
            "uPlot.css", Asset.of("uPlot.css", LIBRARY + "uPlot.min.css", STYLE),
            "icon.svg", Asset.read("icon.svg", "image/svg+xml"));

    private record Asset(String name, String type, byte[] body, String digest) {
        static Asset read(String name, String type) {
            return of(name, "/assets/" + name, type);
        }

        static Asset of(String name, String path, String type) {
            try (InputStream resource = Assets.class.getResourceAsStream(path)) {
                if (resource == null) throw new IllegalStateException("the build lacks " + path);
                byte[] body = resource.readAllBytes();
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
                return new Asset(name, type, body, HexFormat.of().formatHex(digest, 0, 8));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        String address() {
            return "/assets/" + name + "?v=" + digest;
        }
    }

    /** Addresses for the templates. */
    @TemplateGlobal
    static final class Addresses {
        private Addresses() {}

        static String styleAddress() {
            return ASSETS.get("tracker.css").address();
        }

        static String scriptAddress() {
            return ASSETS.get("tracker.js").address();
        }

        static String plotsAddress() {
            return ASSETS.get("plots.js").address();
        }

        static String plotLibraryAddress() {
            return ASSETS.get("uPlot.js").address();
        }

        static String plotStyleAddress() {
            return ASSETS.get("uPlot.css").address();
        }

        static String iconAddress() {
            return ASSETS.get("icon.svg").address();
        }
    }

    @GET
    public Response get(@PathParam("name") String name, @Context Request request) {
        Asset asset = ASSETS.get(name);
        if (asset == null) throw new NotFoundException();
        EntityTag tag = new EntityTag(asset.digest());
        CacheControl keep = new CacheControl();
        keep.setMaxAge(KEPT_SECONDS);
        keep.getCacheExtension().put("immutable", "");
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged == null ? Response.ok(asset.body(), asset.type()) : unchanged;
        return answer.cacheControl(keep).tag(tag).build();
    }
}
