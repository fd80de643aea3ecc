package dev.pergola.http;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Adds addresses to the API: an OSGi service, which may come and go. While it is there the API serves its endpoints and
 * its OpenAPI document describes them. It is asked once, when it comes, which should cost nothing.
 */
@ConsumerType
public interface ApiContribution {
    /** The endpoints. One whose address the API serves already is refused, and with it all of the contribution. */
    List<Endpoint> endpoints();
}
