package dev.chirp.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One platform and one browser for all tests of the module, started for the first and stopped after the last. */
final class SharedSite implements BeforeAllCallback {
    private static Site site;

    /** Skips the tests where there is no browser. */
    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> chromium = SystemBrowser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine: set CHIRP_CHROMIUM or install one");
        site = context.getRoot()
                .getStore(Namespace.create(SharedSite.class))
                .computeIfAbsent(Site.class, key -> Site.start(chromium.get()), Site.class);
    }

    static Site site() {
        return site;
    }
}
