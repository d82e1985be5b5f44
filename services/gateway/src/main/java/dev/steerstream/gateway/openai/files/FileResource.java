package dev.steerstream.gateway.openai.files;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.OpenAiList;
import dev.steerstream.gateway.openai.files.FileViews.FileDeleted;
import dev.steerstream.gateway.openai.files.FileViews.FileObject;
import dev.steerstream.gateway.openai.files.FileViews.StoredFile;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** Uploading, listing, reading and deleting files. */
@Path("/v1/files")
@Tag(name = "openai")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class FileResource {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int LARGEST_LIMIT = 10_000;

    private final FileStore files;
    private final long limit;
    private final Duration batchFilesKept;

    public FileResource(FileStore files, GatewayConfiguration configuration) {
        this.files = files;
        this.limit = configuration.gateway().fileLimit();
        this.batchFilesKept = configuration.gateway().batches().filesKept();
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Upload a file",
            description = "Fields file and purpose (fine-tune, batch, evals or user_data), and expires_after[seconds].")
    public FileObject create(@HeaderParam(Tenant.HEADER) String tenantHeader, MultipartFormDataInput form)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        UploadForm upload = UploadForm.read(form, batchFilesKept);
        long bytes = upload.content().getFileSize();
        Rules.require(bytes > 0, "file", "empty", "it has at least one byte");
        if (bytes > limit) {
            throw ProblemException.tooLarge(
                            "FILE_TOO_LARGE",
                            "file has " + bytes + " bytes, the limit is " + limit,
                            "Send a smaller file, or raise steerstream.gateway.file-limit.")
                    .about("file");
        }
        try (InputStream content = upload.content().getInputStream()) {
            return files.add(tenant, upload.filename(), upload.purpose(), content, upload.kept())
                    .view();
        }
    }

    @GET
    @Operation(summary = "List files, newest first")
    public OpenAiList<FileObject> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("purpose") String purpose,
            @QueryParam("order") String order,
            @QueryParam("after") String after,
            @QueryParam("limit") String most) {
        Rules.require(
                order == null || order.equals("asc") || order.equals("desc"), "order", order, "it is asc or desc");
        ListQuery query = ListQuery.of(after, most, DEFAULT_LIMIT, LARGEST_LIMIT);
        List<StoredFile> found = files.list(Tenant.of(tenantHeader), purpose, query, "asc".equals(order));
        return OpenAiList.page(found.stream().map(StoredFile::view).toList(), query.limit(), FileObject::id);
    }

    @GET
    @Path("/{file}")
    @Operation(summary = "One file")
    public FileObject one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("file") String file) {
        return find(Tenant.of(tenantHeader), file).view();
    }

    @GET
    @Path("/{file}/content")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "The bytes of a file")
    public Response content(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("file") String file) {
        Tenant tenant = Tenant.of(tenantHeader);
        StoredFile found = find(tenant, file);
        // Clients ask for types of their own here, such as application/binary. Whatever was uploaded is shown by
        // nothing: a browser saves it.
        return Response.ok(files.content(tenant, found.digest()).toFile(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @DELETE
    @Path("/{file}")
    @Needs(Scope.SUBMIT)
    @Operation(summary = "Delete a file")
    public FileDeleted delete(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("file") String file) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("file", file);
        files.delete(tenant, file);
        return new FileDeleted(file, "file", true);
    }

    private StoredFile find(Tenant tenant, String file) {
        Rules.identifier("file", file);
        return files.find(tenant, file).orElseThrow(() -> FileStore.unknown(tenant, file));
    }
}
