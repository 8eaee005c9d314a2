package net.xcauth.openfire.console;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import net.xcauth.openfire.provider.Place;

/**
 * Lets the console's page "System Properties" find the plugin's providers, which Openfire 5 looks for with the thread's class
 * loader, and shows in its own providers' place, with a warning each, while it does not find them.
 */
public final class ProviderClasses implements Filter {

    @Override
    public void init(FilterConfig configuration) {
        // There is nothing to configure.
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
        // There is nothing to end.
    }

    /** The console's, and for what that does not find, the plugin's providers. */
    private static final class Loader extends ClassLoader {

        Loader(ClassLoader console) {
            super(console);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return Place.provider(name).orElseThrow(() -> new ClassNotFoundException(name));
        }
    }
}
