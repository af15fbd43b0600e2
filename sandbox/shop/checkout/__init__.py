"""Oscar's checkout with company buyers and three ways to pay."""
