package dev.pergola.vetting;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** What a jar is made of, for those who have to answer for it (R147). */
@ProviderType
public interface BillOfMaterials {
    /**
     * The bill of materials of a jar in the format CycloneDX 1.6, as JSON in UTF-8: the jar itself, every jar in it, and
     * every library that can be told from what is in them. The same jar always gives the same bytes.
     *
     * @throws VettingException where the jar cannot be read
     */
    byte[] cycloneDx(Path jar);
}
