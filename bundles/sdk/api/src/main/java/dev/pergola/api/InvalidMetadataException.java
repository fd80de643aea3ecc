package dev.pergola.api;

/** Thrown for metadata with a field that is missing or wrong; the message names the field. */
public final class InvalidMetadataException extends PluginException {
    private static final long serialVersionUID = 1L;
    private final String field;

    /** For a field, with what is wrong with it, such as {@code is missing}. */
    public InvalidMetadataException(String field, String problem) {
        super("Plugin metadata: the field '" + field + "' " + problem);
        this.field = field;
    }

    /** The field. */
    public String field() {
        return field;
    }
}
