package net.xcauth.openfire.console;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import net.xcauth.openfire.provider.ProviderSlot;

/**
 * Makes the console's page "System Properties" find the plugin's provider classes. Openfire 5 looks for them with the
 * thread's class loader; if it does not find them, it logs a warning for each and shows its own.
 */
public final class ProviderClasses implements Filter {

    @Override
    public void init(FilterConfig configuration) {
        // No configuration.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Thread thread = Thread.currentThread();
        ClassLoader console = thread.getContextClassLoader();
        thread.setContextClassLoader(new Loader(console));
        try {
            chain.doFilter(request, response);
        } finally {
            thread.setContextClassLoader(console);
        }
    }

    @Override
    public void destroy() {
        // Nothing to release.
    }

    /** Finds the console's classes, and the plugin's providers. */
    private static final class Loader extends ClassLoader {

        Loader(ClassLoader console) {
            super(console);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return ProviderSlot.classNamed(name).orElseThrow(() -> new ClassNotFoundException(name));
        }
    }
}
