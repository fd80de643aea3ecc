package dev.pergola.http.internal.api;

import java.util.Locale;

/** The kinds of errors. Their names are part of the API: clients tell errors apart by them. */
public enum ProblemType {
    /** The body is no JSON. */
    MALFORMED_JSON(400, "The body is not valid JSON"),
    /** The request is no HTTP that the server takes. */
    MALFORMED_REQUEST(400, "The request is malformed"),
    /** A field, parameter or header is unknown, missing or wrong. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** No token, or one that is not known. */
    UNAUTHENTICATED(401, "A valid token is required"),
    /** The token's role does not suffice. */
    FORBIDDEN(403, "The token does not allow this"),
    /** No route has this path. */
    NO_SUCH_ROUTE(404, "There is nothing at this address"),
    /** No such plugin, or no such version of it. */
    PLUGIN_NOT_FOUND(404, "No such plugin"),
    /** No such extension point. */
    EXTENSION_TYPE_NOT_FOUND(404, "No such extension point"),
    /** No such execution. */
    EXECUTION_NOT_FOUND(404, "No such execution"),
    /** No such job. */
    JOB_NOT_FOUND(404, "No such job"),
    /** No such revision of a configuration. */
    REVISION_NOT_FOUND(404, "No such revision of the configuration"),
    /** A plugin remembers nothing under a key. */
    STATE_NOT_FOUND(404, "Nothing is remembered under this key"),
    /** No such token. */
    TOKEN_NOT_FOUND(404, "No such token"),
    /** No such denial. */
    DENIAL_NOT_FOUND(404, "No such denial"),
    /** No such override of a finding. */
    OVERRIDE_NOT_FOUND(404, "No such override"),
    /** No such key of a publisher. */
    PUBLISHER_NOT_FOUND(404, "No such publisher"),
    /** The path takes other methods. */
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    /** The execution has ended already. */
    EXECUTION_ENDED(409, "The execution has ended"),
    /** The job has ended already. */
    JOB_ENDED(409, "The job has ended"),
    /** The job has not ended yet. */
    JOB_NOT_ENDED(409, "The job has not ended"),
    /** Another request with the same Idempotency-Key is under way. */
    REQUEST_IN_PROGRESS(409, "The same request is being worked on"),
    /** The request with this Idempotency-Key was done, and its answer was too large to keep. */
    ANSWER_NOT_KEPT(409, "The request was done before"),
    /** The body is larger than what is taken. */
    BODY_TOO_LARGE(413, "The body is too large"),
    /** The address is longer than what is taken. */
    ADDRESS_TOO_LONG(414, "The address is too long"),
    /** The body's media type is not one that the route takes. */
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    /** The Host header names another host. */
    WRONG_HOST(421, "The request is for another host"),
    /** The address is that of a WebSocket. */
    UPGRADE_REQUIRED(426, "This is a WebSocket"),
    /** The Idempotency-Key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used for another request"),
    /** The extension point takes and gives what is no JSON. */
    EXTENSION_NOT_CALLABLE(422, "These extensions cannot be called over HTTP"),
    /** A plugin was named by its id, and there is no registry that has it. */
    NO_REGISTRY(422, "No registry is configured"),
    /** A plugin was refused before anything was changed. */
    DEPLOYMENT_REFUSED(422, "The plugin was refused"),
    /** An operation on a plugin failed. */
    DEPLOYMENT_FAILED(422, "The operation failed"),
    /** What was given cannot be taken: it is no certificate, no list of advisories, no jar. */
    NOT_TAKEN(422, "This cannot be taken"),
    /** A configuration does not fit the plugin. */
    INVALID_CONFIGURATION(422, "The configuration does not fit the plugin"),
    /** The headers are larger than what is taken. */
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    /** Too many requests. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** As many jobs wait as may. */
    QUEUE_FULL(429, "The queue is full"),
    /** Something went wrong that should not. */
    INTERNAL_ERROR(500, "Something went wrong inside"),
    /** What the route needs is not there. */
    UNAVAILABLE(503, "This is not available now"),
    /** The disk is full. */
    STORAGE_FULL(507, "There is no room to store this");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** What all problems of this type have in common, for a person. */
    public String title() {
        return title;
    }

    /** Stable identifier. */
    public String uri() {
        return "urn:pergola:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
