"""The seat of sales: finding orders, following them, entering new ones."""
