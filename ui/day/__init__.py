"""One order's whole way, played over three real windows by keys and scans."""
