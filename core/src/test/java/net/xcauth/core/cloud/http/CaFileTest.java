package net.xcauth.core.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.xcauth.test.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaFileTest {

    @Test
    void addsToTheSystemsAuthorities(@TempDir Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.make("good", "localhost", 30);

        // The system's authorities must still be known: without them this context would have a single issuer.
        assertThat(CaFile.read(certificates.pem("good")).trusted().size()).isGreaterThan(1);
    }
}
